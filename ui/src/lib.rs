//! All that people see. A struct here has the name and the path of its template in `templates/`; each
//! renders one fragment, which replaces one element with a stable id. Pages are made of the same fragments.
//!
//! This crate reads no desk and no clock: it draws what it is given. What people typed goes through
//! askama's escaping; nothing in the templates is marked safe by hand but the JSON of a chart, in which its
//! filter writes `<`, `>`, `&` and `'` as numbers.

pub mod analyses;
pub mod analysis;
pub mod classification;
pub mod entry;
pub mod failure;
pub mod files;
mod filters;
pub mod help;
pub mod hint;
pub mod list;
pub mod notices;
pub mod queue;
pub mod reason;
pub mod report;
pub mod ticket;
pub mod user;
pub mod wall_clock;
pub mod write;

pub use wall_clock::WallClock;

/// Something that can be put on the page.
pub trait Fragment {
    /// Its HTML.
    fn html(&self) -> String;
}

impl<T: askama::Template> Fragment for T {
    fn html(&self) -> String {
        // Writing into a String fails only if a template's own value refuses to be written; none does.
        self.render().unwrap_or_default()
    }
}
