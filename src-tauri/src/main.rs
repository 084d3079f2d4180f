//! Campus Desk: report problems on campus, and take care of them.
//!
//! The desktop shell: start and exit, the window, file dialogs. Commands are in `crates/pages`, rules in
//! `crates/tickets`, HTML in `ui`.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[macro_use]
mod desktop_routes;

mod api_server;
mod arguments;
mod background;
mod backups;
mod blocking;
mod commands;
mod damage;
mod data_folder;
mod dialog;
mod earlier_desk;
mod file_manager;
mod hub_link;
mod load_settings;
mod log;
mod notifications;
mod own_pages;
mod print_settings;
mod remembered;
mod replace_file;
mod saved_files;
mod shell;
mod single_instance;
mod start;
mod start_again;
mod start_error;
mod starter;
mod token;
mod window;
mod window_closing;
mod window_place;
mod window_visit;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;
use data_folder::DataFolder;
use start::Start;
use starter::{Progress, Starter};

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
    window::require_display()?;
    let starter = Starter::begin(arguments, folder)?;
    let first = starter.progress();
    if matches!(first, Progress::Ended(Start::OpenElsewhere)) {
        tracing::info!("the desk is open in another window, which was brought to the front");
        return Ok(());
    }
    window::open(first, starter)
}
