//! All that people see: a struct for each fragment of HTML, with its template.
//!
//! The struct `module::Name` renders `templates/module/name.html`; a name that begins with the module's name
//! leaves it out (`ticket::TicketPane` renders `ticket/pane.html`). A fragment replaces one element with a
//! stable id, and pages include the same fragments.
//!
//! This crate has no access to the desk and to the clock: callers pass in what it renders. askama escapes
//! what people typed. Only the JSON of a chart is marked safe, because its filter writes `<`, `>`, `&` and
//! `'` as numbers.

pub mod analyses;
pub mod analysis;
pub mod assets;
pub mod attention;
pub mod backups;
pub mod browser;
pub mod classification;
pub mod entry;
pub mod failure;
pub mod files;
mod filters;
mod first_sentence;
pub mod help;
pub mod hint;
pub mod hub;
pub mod links;
pub mod list;
pub mod notices;
pub mod queue;
pub mod reason;
pub mod remove_text;
pub mod report;
pub mod ticket;
pub mod ticket_forms;
pub mod updating;
pub mod user;
pub mod wall_clock;

pub use wall_clock::WallClock;

/// A part of a page.
pub trait Fragment {
    /// Renders the HTML.
    fn html(&self) -> String;
}

impl<T: askama::Template> Fragment for T {
    fn html(&self) -> String {
        // Writing into a String does not fail, and no Display of this crate returns an error.
        self.render().unwrap_or_default()
    }
}
