//! The commands, in the files that `routes.rs` names. Each parses its form, does what it says, and shows the result.

pub mod analysis;
pub mod attention;
pub mod classification;
pub mod drafts;
pub mod edit;
pub mod entry;
pub mod help;
pub mod hub;
pub mod list;
pub mod message;
pub mod my_reports;
pub mod notices;
pub mod on_screen;
pub mod remove_text;
pub mod report;
pub mod status;
pub mod ticket;

use tickets::Refusal;
use ui::Fragment;
use ui::notices::Refused;

/// The notice that explains a refusal. It is appended to the answer of a command.
fn refused(refusal: &Refusal) -> String {
    Refused::new(refusal).html()
}
