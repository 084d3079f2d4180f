//! Campus Desk: report problems on campus, and take care of them.
//!
//! The desktop shell puts the crates together and shows the window. It is thin: what a ticket is and what
//! may be done with it is decided in `crates/`, what people see is drawn by `ui`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[macro_use]
mod routes;

mod api_server;
mod arguments;
mod background;
mod closing;
mod commands;
mod corrections;
mod data_folder;
mod dialog;
mod failure;
mod fields;
mod form;
mod front;
mod live;
mod load_settings;
mod log;
mod notices;
mod pending;
mod print_settings;
mod remembered;
mod sent;
mod shell;
mod start;
mod token;
mod window;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;
use data_folder::DataFolder;
use start::Start;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(file) = &arguments.check_settings {
        return print_settings::check(file);
    }
    let folder = match DataFolder::choose(arguments.data.as_deref()) {
        Ok(folder) => folder,
        Err(error) => {
            eprintln!("{error:#}");
            return ExitCode::FAILURE;
        }
    };
    if arguments.show_settings {
        return print_settings::show(&arguments, &folder);
    }
    let _log = log::begin(&folder.logs());
    if let Err(error) = run(arguments, folder) {
        tracing::error!("{error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run(arguments: Arguments, folder: DataFolder) -> anyhow::Result<()> {
    window::needs_a_screen()?;
    let start = start::start(&arguments, &folder);
    match &start {
        Start::Here(_) => {}
        Start::InFront => {
            tracing::info!("the desk is open in another window, which was asked to come to the front");
            return Ok(());
        }
        Start::Failed(failed) => {
            let words = &failed.failure;
            let detail = words.detail.as_deref().unwrap_or_default();
            tracing::error!(file = %failed.file.display(), detail, "{} {}", words.what, words.todo);
        }
    }
    window::open(start, arguments, folder)
}
