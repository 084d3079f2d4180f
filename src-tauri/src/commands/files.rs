//! Tickets in from files and out to files, chosen in the system's dialog.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use store::Bulk;
use store::csv::{CsvError, Export, Import, Progress};
use tauri::{AppHandle, Emitter, State};
use ui::Fragment;
use ui::analysis::counted;
use ui::files::{FileAnswer, FileOutcome};

use super::{Answer, helpdesk_only, work};
use crate::dialog::Kind;
use crate::shell::Shell;
use crate::window::MAIN;

const CSV: Kind = ("Tables (CSV)", &["csv"]);

/// The least time between two words about progress.
const PAUSE: Duration = Duration::from_millis(100);

/// Imports a file of tickets, with that of their messages if it stands beside it.
#[tauri::command]
pub async fn import_tickets(app: AppHandle, shell: State<'_, Shell>) -> Answer {
    work(shell, move |shell| {
        helpdesk_only(shell)?;
        match shell.dialogs.open(&app, "Import tickets", CSV) {
            Some(file) => import(&app, shell, &file),
            None => Ok(answer(FileOutcome::Nothing)),
        }
    })
    .await
}

/// Exports all tickets, and their messages into a file beside theirs.
#[tauri::command]
pub async fn export_tickets(app: AppHandle, shell: State<'_, Shell>) -> Answer {
    work(shell, move |shell| {
        helpdesk_only(shell)?;
        match shell.dialogs.save(&app, "Export all tickets", "tickets.csv", CSV) {
            Some(file) => export(&app, shell, &file),
            None => Ok(answer(FileOutcome::Nothing)),
        }
    })
    .await
}

fn import(app: &AppHandle, shell: &Shell, file: &Path) -> Answer {
    let messages = Some(messages_beside(file)).filter(|messages| messages.exists());
    let import = Import {
        tickets: file,
        messages: messages.as_deref(),
        classify: &|text| shell.desk.classify(text),
    };
    let imported = import.run(&shell.store, &mut teller(app));
    done(app);
    match imported {
        Ok(imported) => Ok(answer(FileOutcome::Imported {
            tickets: imported.tickets,
            messages: imported.messages,
        })),
        Err(CsvError::BadRow { file, line, reason }) => {
            let file = file.file_name().unwrap_or_default().to_string_lossy();
            Ok(answer(FileOutcome::Refused {
                file: &file,
                line,
                reason: &reason,
            }))
        }
        Err(error) => Err(error.into()),
    }
}

fn export(app: &AppHandle, shell: &Shell, file: &Path) -> Answer {
    let messages = messages_beside(file);
    // The dialog has asked about the tickets' file only.
    if messages.exists() {
        let path = messages.display().to_string();
        return Ok(answer(FileOutcome::InTheWay { path: &path }));
    }
    let export = Export {
        tickets: file,
        messages: Some(&messages),
    };
    let desk = shell.store.snapshot()?;
    let exported = export.run(&*desk, &mut teller(app));
    done(app);
    let exported = exported?;
    let what = format!(
        "{} and {}",
        counted(exported.tickets, "ticket"),
        counted(exported.messages, "message")
    );
    let path = file.display().to_string();
    Ok(answer(FileOutcome::Saved {
        what: &what,
        path: &path,
    }))
}

/// `tickets.csv` -> `tickets-messages.csv`.
fn messages_beside(tickets: &Path) -> PathBuf {
    let stem = tickets.file_stem().unwrap_or_default().to_string_lossy();
    tickets.with_file_name(format!("{stem}-messages.csv"))
}

/// Tells the page how far it is, not more often than one can read.
fn teller(app: &AppHandle) -> impl FnMut(Progress) + use<> {
    let (app, mut told) = (app.clone(), None::<Instant>);
    move |progress| {
        if told.is_some_and(|told| told.elapsed() < PAUSE) {
            return;
        }
        told = Some(Instant::now());
        let step = format!("{:?}", progress.step).to_lowercase();
        // A page that has gone needs no progress.
        let _ = app.emit_to(MAIN, "progress", (step, progress.done, progress.total));
    }
}

fn done(app: &AppHandle) {
    let _ = app.emit_to(MAIN, "progress-done", ());
}

/// The fragment that says what happened.
pub fn answer(outcome: FileOutcome<'_>) -> String {
    FileAnswer { outcome }.html()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_stand_beside_their_tickets() {
        assert_eq!(
            messages_beside(Path::new("/home/ada/term.csv")),
            Path::new("/home/ada/term-messages.csv")
        );
    }
}
