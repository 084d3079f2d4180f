//! Tests of the rendered pages. The HTML is parsed. Every page in every state follows `house_rules`; the other files
//! check the content of one page each.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod fixtures;
mod gallery;
mod refused_changes;

mod analyses_page;
mod classification_page;
mod dom;
mod escaping;
mod house_rules;
mod hub_page;
mod queue_page;
mod report_page;
mod start_page;
mod ticket_page;
mod times;
