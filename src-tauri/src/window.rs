//! The one window, and what happens around it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::bail;
use tauri::{AppHandle, Emitter, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tokio::sync::Notify;
use ui::Fragment;
use ui::failure::StartFailed;

use crate::arguments::Arguments;
use crate::background;
use crate::commands::{self, Answer, entry};
use crate::data_folder::DataFolder;
use crate::failure::CommandError;
use crate::shell::Shell;
use crate::start::{self, FailedStart, Start};

/// The label to which the capability is granted.
pub const MAIN: &str = "main";

/// The longest that a window that is being closed waits for its page to keep what was being typed.
const TO_KEEP_DRAFTS: Duration = Duration::from_secs(2);

/// How far the window is with being closed. Asked to close twice, it goes once.
#[derive(Default)]
pub struct Leaving {
    begun: AtomicBool,
    done: AtomicBool,
    /// The page has kept what was being typed.
    kept: Notify,
}

impl Leaving {
    /// The page says that it has kept what was being typed.
    pub fn drafts_are_kept(&self) {
        self.kept.notify_one();
    }
}

/// How to start again, and what the last start said.
struct Starter {
    arguments: Arguments,
    folder: DataFolder,
    failed: Mutex<Option<FailedStart>>,
}

macro_rules! handler {
    ($($file:ident::$command:ident),* $(,)?) => { tauri::generate_handler![$(commands::$file::$command),*] };
}

/// Without a screen the window's library would end the process with words for programmers.
///
/// # Errors
/// Says what to do.
pub fn needs_a_screen() -> anyhow::Result<()> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY") {
        bail!(
            "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can be shown; \
             start Campus Desk in a desktop session"
        );
    }
    Ok(())
}

/// Shows the window until it is closed: the desk, or why it could not be opened.
///
/// # Errors
/// If the system shows no window.
pub fn open(first: Start, arguments: Arguments, folder: DataFolder) -> anyhow::Result<()> {
    let failed = match &first {
        Start::Failed(failed) => Some(failed.clone()),
        Start::Here(_) | Start::InFront => None,
    };
    let starter = Starter {
        arguments,
        folder,
        failed: Mutex::new(failed),
    };
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .manage(starter)
        .manage(Leaving::default())
        .invoke_handler(with_commands!(handler))
        .setup(move |app| {
            if let Start::Here(opened) = first {
                background::begin(app.handle(), *opened);
            }
            WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
                .title("Campus Desk")
                .inner_size(1200.0, 800.0)
                .min_inner_size(360.0, 480.0)
                .build()?;
            Ok(())
        })
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                begin_to_leave(window.app_handle());
            }
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| match event {
        // The system ends the application: it leaves as if its window had been closed.
        RunEvent::ExitRequested { code: None, api, .. }
            if !app.state::<Leaving>().done.load(Ordering::SeqCst) =>
        {
            api.prevent_exit();
            begin_to_leave(app);
        }
        RunEvent::Exit => {
            if let Some(shell) = app.try_state::<Shell>() {
                tauri::async_runtime::block_on(shell.sidecars.stop());
                if let Err(error) = shell.store.checkpoint() {
                    tracing::warn!("the log of the desk stays beside it: {error}");
                }
            }
        }
        _ => {}
    });
    Ok(())
}

/// Where the desk is, in words.
pub fn desk_file(app: &AppHandle) -> String {
    app.state::<Starter>().folder.desk().display().to_string()
}

/// The first page after a start that failed: why it did; asked again, it tries again.
pub async fn start_again(app: &AppHandle) -> Answer {
    let app = app.clone();
    let page = move || -> Answer {
        let starter = app.state::<Starter>();
        let told = starter.failed.lock().ok().and_then(|mut failed| failed.take());
        let start = told.map_or_else(
            || start::start(&starter.arguments, &starter.folder),
            Start::Failed,
        );
        match start {
            Start::Failed(failed) => {
                let file = failed.file.display().to_string();
                Ok(StartFailed {
                    failure: &failed.failure,
                    file: &file,
                }
                .html())
            }
            Start::Here(opened) => {
                let shell = opened.shell.clone();
                background::begin(&app, *opened);
                entry::page(&shell)
            }
            Start::InFront => {
                app.exit(0);
                Ok(String::new())
            }
        }
    };
    tauri::async_runtime::spawn_blocking(page)
        .await
        .map_err(|_| CommandError::Broken)?
}

fn begin_to_leave(app: &AppHandle) {
    if !app.state::<Leaving>().begun.swap(true, Ordering::SeqCst) {
        tauri::async_runtime::spawn(leave(app.clone()));
    }
}

/// The window is being closed: what is being typed is kept, closes that wait are sent.
async fn leave(app: AppHandle) {
    if let Some(shell) = app.try_state::<Shell>() {
        // The page hears it, keeps its drafts, and answers; a page that hangs does not hold the window.
        let leaving = app.state::<Leaving>();
        if app.get_webview_window(MAIN).is_some()
            && app.emit_to(MAIN, "window-closing", ()).is_ok()
            && tokio::time::timeout(TO_KEEP_DRAFTS, leaving.kept.notified())
                .await
                .is_err()
        {
            tracing::warn!("the page did not say that it kept its drafts");
        }
        let shell = shell.inner().clone();
        let sent = tauri::async_runtime::spawn_blocking(move || background::send_all(&shell)).await;
        if sent.is_err() {
            tracing::error!("the closes that waited could not be sent");
        }
    }
    app.state::<Leaving>().done.store(true, Ordering::SeqCst);
    let destroyed = app.get_webview_window(MAIN).map(|window| window.destroy());
    if !matches!(destroyed, Some(Ok(()))) {
        app.exit(0);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    macro_rules! names {
        ($($file:ident::$command:ident),* $(,)?) => { [$(stringify!($command)),*] };
    }

    /// What the capability grants to the main window.
    fn granted() -> Vec<String> {
        let capability: Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        assert_eq!(capability["windows"], serde_json::json!([super::MAIN]));
        let permissions = capability["permissions"].as_array().unwrap().iter();
        permissions
            .map(|permission| permission.as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn each_command_is_granted_by_name_and_besides_them_only_hearing_events() {
        let mut expected: Vec<String> = with_commands!(names)
            .map(|command| format!("allow-{}", command.replace('_', "-")))
            .into();
        expected.push("core:event:allow-listen".to_owned());
        let mut granted = granted();
        expected.sort();
        granted.sort();
        assert_eq!(granted, expected);
    }

    #[test]
    fn the_page_may_load_and_reach_nothing_but_its_own() {
        let conf: Value = serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        assert_eq!(
            conf["app"]["security"]["csp"],
            "default-src 'self'; connect-src ipc: http://ipc.localhost; style-src 'self'; img-src 'self' data:"
        );
        assert_eq!(conf["app"]["withGlobalTauri"], false);
    }
}
