//! Saves an analysis as a file: its figures as CSV, its chart as a picture.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use host::{AskError, analyses};
use pages::commands::analysis::{choice, query};
use pages::failure::failure;
use pages::{Answer, CommandError, Form, FormError};
use store::{Bulk, why_protected};
use tauri::{AppHandle, State};
use ui::analyses::AnalysisKind;
use ui::files::FileOutcome;

use super::import_export::{answer, protected};
use super::{helpdesk_only, work};
use crate::dialog::Kind;
use crate::shell::Shell;

const CSV: Kind = ("Tables (CSV)", &["csv"]);
const PICTURE: Kind = ("Pictures", &["png", "svg"]);

/// Saves the figures of an analysis.
#[tauri::command]
pub async fn export_csv(app: AppHandle, shell: State<'_, Shell>, form: Form) -> Answer {
    helpdesk_only(&shell)?;
    let kinds: Vec<AnalysisKind<'_>> = analyses().collect();
    let choice = choice(&form, &kinds)?;
    let table = match shell.process.services.csv(choice.name, &query(&choice)).await {
        Ok(table) => table,
        Err(AskError::Unavailable) => return Ok(answer(FileOutcome::NoFigures)),
        Err(_) => return Err(CommandError::Broken),
    };
    let name = format!("{}.csv", choice.name);
    work(&shell, move |shell| {
        match shell.process.dialogs.save(&app, "Save the figures", &name, CSV) {
            Some(file) => save(shell, &file, &table),
            None => Ok(answer(FileOutcome::Nothing)),
        }
    })
    .await
}

/// Saves the chart on screen: as PNG, or as SVG if the chosen name ends so.
#[tauri::command]
pub async fn export_picture(app: AppHandle, shell: State<'_, Shell>, form: Form) -> Answer {
    helpdesk_only(&shell)?;
    let kinds: Vec<AnalysisKind<'_>> = analyses().collect();
    let name = format!("{}.png", choice(&form, &kinds)?.name);
    let png = BASE64_STANDARD
        .decode(form.text("png"))
        .map_err(|_| FormError::of("png"))?;
    work(&shell, move |shell| {
        match shell
            .process
            .dialogs
            .save(&app, "Save the picture", &name, PICTURE)
        {
            Some(file)
                if file
                    .extension()
                    .is_some_and(|ending| ending.eq_ignore_ascii_case("svg")) =>
            {
                save(shell, &file, form.text("svg").as_bytes())
            }
            Some(file) => save(shell, &file, &png),
            None => Ok(answer(FileOutcome::Nothing)),
        }
    })
    .await
}

fn save(shell: &Shell, file: &Path, bytes: &[u8]) -> Answer {
    if let Some(why) = why_protected(&shell.opened.store.snapshot()?.files(), file) {
        return Err(CommandError::Failed(Box::new(protected(file, why))));
    }
    fs::write(file, bytes).map_err(|error| {
        CommandError::Failed(Box::new(failure(
            "The file could not be saved.",
            "The desk is as it was.",
            "Choose another place, or check that there is room and that your account may write there.",
            Some(error.to_string()),
        )))
    })?;
    let path = file.display().to_string();
    Ok(answer(FileOutcome::Saved {
        path: &path,
        file: shell.process.saved_files.add(file),
    }))
}
