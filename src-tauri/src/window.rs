//! The one window.

use anyhow::bail;
use pages::with_commands;
use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder, WindowEvent};

use crate::background::{self, Backups};
use crate::commands;
use crate::damage;
use crate::own_pages;
use crate::shell::{MAIN_WINDOW, Shell};
use crate::start::Start;
use crate::starter::{Progress, Starter};
use crate::window_closing::{self, WindowClosing};
use crate::window_place::{Area, MIN_SIZE, RememberedPlace};

macro_rules! handler {
    (
        first_page [$($home:ident::$first:ident),*]
        asks_a_service [$($_asking_module:ident::$asking:ident),*]
        blocks [$($_module:ident::$command:ident),* $(,)?]
        desktop [$($desktop_module:ident::$desktop:ident),* $(,)?]
    ) => {
        tauri::generate_handler![
            $(commands::home::$first,)*
            $(commands::adapters::$asking,)*
            $(commands::adapters::$command,)*
            $(commands::$desktop_module::$desktop),*
        ]
    };
}

/// Fails without a display: the window's library would end the process with a message for programmers.
pub fn require_display() -> anyhow::Result<()> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY") {
        bail!(
            "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can be shown; \
             start Campus Desk in a desktop session"
        );
    }
    Ok(())
}

/// Shows the window until it is closed: the desk, that it is being migrated, or why it could not be opened.
pub fn open(first: Progress, starter: Starter) -> anyhow::Result<()> {
    let place = RememberedPlace::read(starter.folder().window());
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .manage(starter)
        .manage(WindowClosing::default())
        .manage(place)
        .invoke_handler(with_desktop_commands!(handler))
        .setup(move |app| {
            match first {
                Progress::Ended(Start::Opened(opened)) => background::begin(app.handle(), *opened),
                other => app.state::<Starter>().show_first(other),
            }
            build(app)?;
            Ok(())
        })
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                window.state::<RememberedPlace>().remember(window);
                window_closing::begin(window.app_handle());
            }
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| match event {
        // The system ends the application: the same as if its window was closed.
        RunEvent::ExitRequested { code: None, api, .. } if !app.state::<WindowClosing>().is_done() => {
            api.prevent_exit();
            window_closing::begin(app);
        }
        RunEvent::Exit => exit(app),
        _ => {}
    });
    Ok(())
}

/// Builds the window where it was last, with the zoom that it had, as far as it fits the screens of today.
fn build(app: &App) -> tauri::Result<()> {
    let screens: Vec<Area> = app.available_monitors()?.iter().map(Area::of).collect();
    let place = app.state::<RememberedPlace>().get().fit(&screens);
    let mut window = WebviewWindowBuilder::new(app, MAIN_WINDOW, WebviewUrl::default())
        .title("Campus Desk")
        .inner_size(place.width, place.height)
        .min_inner_size(MIN_SIZE.0, MIN_SIZE.1)
        // The page handles dropped files itself, as it does in a browser (pasted_picture.js).
        .disable_drag_drop_handler()
        .maximized(place.maximized)
        .on_navigation(own_pages::is_own_page)
        .on_new_window(|url, _| {
            own_pages::refuse(&url);
            NewWindowResponse::Deny
        });
    if let Some((x, y)) = place.x.zip(place.y) {
        window = window.position(x, y);
    }
    window.build()?.set_zoom(place.zoom)
}

/// Brings the window in front of all others.
pub fn bring_to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN_WINDOW) else {
        return;
    };
    let shown = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

fn exit(app: &AppHandle) {
    if let Some(shell) = app.try_state::<Shell>() {
        tauri::async_runtime::block_on(shell.process.services.stop());
        if let Some(hub) = &shell.opened.hub {
            tauri::async_runtime::block_on(hub.stop());
        }
        // A backup that is being made reads the desk, and would stop the checkpoint.
        drop(app.state::<Backups>().take());
        if let Err(error) = shell.opened.store.checkpoint() {
            tracing::warn!("the write-ahead log could not be written into the desk's file: {error}");
        }
    }
    damage::restart_if_requested(app);
}

#[cfg(test)]
mod tests {
    use pages::with_commands;
    use serde_json::Value;

    macro_rules! names {
        ($($group:ident [$($module:ident::$command:ident),* $(,)?])*) => { vec![$($(stringify!($command)),*),*] };
    }

    /// The permissions of the main window.
    fn granted() -> Vec<String> {
        let capability: Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        assert_eq!(capability["windows"], serde_json::json!([super::MAIN_WINDOW]));
        let permissions = capability["permissions"].as_array().unwrap().iter();
        permissions
            .map(|permission| permission.as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn each_command_is_granted_by_name_and_nothing_else_but_listening_to_events() {
        let mut expected: Vec<String> = with_desktop_commands!(names)
            .iter()
            .map(|command| format!("allow-{}", command.replace('_', "-")))
            .collect();
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
            "default-src 'self'; connect-src ipc: http://ipc.localhost; style-src 'self'; img-src 'self' data:; \
             object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        assert_eq!(conf["app"]["withGlobalTauri"], false);
    }
}
