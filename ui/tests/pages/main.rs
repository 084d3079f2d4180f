//! What people see, parsed: every page in every state follows the rules of the house, and each page says
//! what it has to say.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod fixtures;
mod gallery;

mod analyses_page;
mod classification_page;
mod dom;
mod escaping;
mod house_rules;
mod queue_page;
mod report_page;
mod ticket_page;
mod words;
