//! `--check-settings` and `--show-settings`: print and exit, without a window and without opening the desk.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use pages::Memory;
use settings::effective_table;

use crate::arguments::Arguments;
use crate::data_folder::DataFolder;
use crate::load_settings;
use crate::remembered::Remembered;

/// Prints the errors and warnings of a settings file. The status is a failure if there are errors.
pub fn check(file: &Path) -> ExitCode {
    match load_settings::check(file) {
        Ok(warnings) => {
            let warnings: String = warnings.iter().map(|warning| format!("{warning}\n")).collect();
            print(&format!("{warnings}ok\n"), ExitCode::SUCCESS)
        }
        Err(errors) => print(&format!("{errors}\n"), ExitCode::FAILURE),
    }
}

/// Prints the settings in effect on stdout, and warnings on stderr.
pub fn show(arguments: &Arguments, folder: &DataFolder) -> ExitCode {
    match load_settings::load(arguments.settings.as_deref()) {
        Ok(settings) => {
            for warning in settings.warnings() {
                eprintln!("{warning}");
            }
            let choice = Remembered::read(folder.remembered()).role();
            print(&effective_table(&settings, choice), ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// A reader that closes the pipe early, such as `head`, is not an error.
fn print(text: &str, status: ExitCode) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            eprintln!("writing the output: {error}");
            ExitCode::FAILURE
        }
        _ => status,
    }
}
