//! Imports tickets from a file and exports them, with the system's file dialogs.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pages::failure::{failure, of_store};
use pages::{Answer, CommandError, Form};
use store::Bulk;
use store::csv::{CsvError, Export, Import, Progress};
use tauri::{AppHandle, Emitter, State};
use ui::Fragment;
use ui::analysis::counted;
use ui::failure::Failure;
use ui::files::{FileAnswer, FileOutcome};

use super::{helpdesk_only, work};
use crate::dialog::Kind;
use crate::shell::{MAIN_WINDOW, Shell};

const CSV: Kind = ("Tables (CSV)", &["csv"]);

/// The least time between two progress events.
const PAUSE: Duration = Duration::from_millis(100);

/// Imports a file of tickets, and the file of their messages if it is in the same folder.
#[tauri::command]
pub async fn import_tickets(app: AppHandle, shell: State<'_, Shell>) -> Answer {
    work(&shell, move |shell| {
        helpdesk_only(shell)?;
        if shell.opened.hub.is_some() {
            return Err(not_here());
        }
        match shell.process.dialogs.open(&app, "Import tickets", CSV) {
            Some(file) => import(&app, shell, &file),
            None => Ok(answer(FileOutcome::Nothing)),
        }
    })
    .await
}

/// Exports all tickets, and their messages into a second file in the same folder. With the field `for_spreadsheets`,
/// no text is a formula.
#[tauri::command]
pub async fn export_tickets(app: AppHandle, shell: State<'_, Shell>, form: Form) -> Answer {
    let for_spreadsheets = form.has("for_spreadsheets");
    work(&shell, move |shell| {
        helpdesk_only(shell)?;
        match shell
            .process
            .dialogs
            .save(&app, "Export all tickets", "tickets.csv", CSV)
        {
            Some(file) => export(&app, shell, &file, for_spreadsheets),
            None => Ok(answer(FileOutcome::Nothing)),
        }
    })
    .await
}

/// What is imported into a replica would stay on this computer.
fn not_here() -> CommandError {
    CommandError::Failed(Box::new(failure(
        "Tickets cannot be imported on this computer, because it shares the tickets of the campus.",
        "Nothing was imported.",
        "Ask the person who looks after the server: `campus-desk-hub import` takes the same files.",
        None,
    )))
}

fn import(app: &AppHandle, shell: &Shell, file: &Path) -> Answer {
    let messages = Some(messages_file(file)).filter(|messages| messages.exists());
    let import = Import {
        tickets: file,
        messages: messages.as_deref(),
        classify: &|text| shell.opened.desk.classify(text),
        now: shell.opened.desk.now(),
    };
    let imported = import.run(&shell.opened.store, &mut progress_events(app));
    done(app);
    match imported {
        Ok(imported) => Ok(answer(FileOutcome::Imported {
            tickets: imported.tickets,
            messages: imported.messages,
            known_tickets: imported.known_tickets,
            left_out: imported.left_out,
        })),
        Err(CsvError::BadRow { file, line, reason }) => {
            let file = file.file_name().unwrap_or_default().to_string_lossy();
            Ok(answer(FileOutcome::Refused {
                file: &file,
                line,
                reason: &reason,
            }))
        }
        Err(CsvError::Separator { file, separator }) => {
            let file = file.file_name().unwrap_or_default().to_string_lossy();
            let file = &file;
            Ok(answer(FileOutcome::Separator { file, separator }))
        }
        Err(error) => Err(csv_failure(&error)),
    }
}

fn export(app: &AppHandle, shell: &Shell, file: &Path, for_spreadsheets: bool) -> Answer {
    let messages = messages_file(file);
    // The dialog has asked before overwriting the tickets' file only.
    if messages.exists() {
        let path = messages.display().to_string();
        return Ok(answer(FileOutcome::InTheWay { path: &path }));
    }
    let export = Export {
        tickets: file,
        messages: Some(&messages),
        for_spreadsheets,
    };
    let desk = shell.opened.store.snapshot()?;
    let exported = export.run(&*desk, &mut progress_events(app));
    done(app);
    let exported = exported.map_err(|error| csv_failure(&error))?;
    let mut what = format!(
        "{} and {}",
        counted(exported.tickets, "ticket"),
        counted(exported.messages, "message")
    );
    if exported.left_out > 0 {
        let left_out = counted(exported.left_out, "ticket");
        what += &format!(", without {left_out} that cannot be read (the log names them),");
    }
    let path = file.display().to_string();
    Ok(answer(FileOutcome::Exported {
        what: &what,
        path: &path,
        file: shell.process.saved_files.add(file),
    }))
}

/// `tickets.csv` -> `tickets-messages.csv`.
fn messages_file(tickets: &Path) -> PathBuf {
    let stem = tickets.file_stem().unwrap_or_default().to_string_lossy();
    tickets.with_file_name(format!("{stem}-messages.csv"))
}

fn csv_failure(error: &CsvError) -> CommandError {
    CommandError::Failed(Box::new(match error {
        CsvError::Desk(error) => of_store(error),
        CsvError::Protected { file, why } => protected(file, why),
        error => failure(
            "The file could not be used.",
            "The desk is as it was.",
            "Check that the file is there and that your account may use it, or choose another.",
            Some(error.to_string()),
        ),
    }))
}

/// A file of the desk was chosen to be written.
pub fn protected(file: &Path, why: &str) -> Failure {
    failure(
        &format!("Nothing was saved to {}, because {why}.", file.display()),
        "The desk is as it was.",
        "Choose another folder or name.",
        None,
    )
}

/// Sends progress events to the page, at most one per [`PAUSE`].
fn progress_events(app: &AppHandle) -> impl FnMut(Progress) + use<> {
    let (app, mut last) = (app.clone(), None::<Instant>);
    move |progress| {
        if last.is_some_and(|last| last.elapsed() < PAUSE) {
            return;
        }
        last = Some(Instant::now());
        let step = format!("{:?}", progress.step).to_lowercase();
        // The page is gone once the window is closed.
        let _ = app.emit_to(MAIN_WINDOW, "progress", (step, progress.done, progress.total));
    }
}

fn done(app: &AppHandle) {
    let _ = app.emit_to(MAIN_WINDOW, "progress-done", ());
}

/// The outcome as a fragment.
pub fn answer(outcome: FileOutcome<'_>) -> String {
    FileAnswer { outcome }.html()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_messages_file_is_named_after_the_tickets_file() {
        assert_eq!(
            messages_file(Path::new("/home/ada/term.csv")),
            Path::new("/home/ada/term-messages.csv")
        );
    }
}
