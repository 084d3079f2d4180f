//! Every page in every state, as a whole document, for the preview and the tests.
#![allow(dead_code, missing_docs, reason = "each test crate uses some of it")]
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a gallery that cannot be drawn says so by panicking"
)]

pub mod analysis_pages;
mod queue_pages;
mod start_pages;
mod ticket_pages;
mod user_pages;

use ui::Fragment;
use ui::help::Help;

use crate::refused_changes;

const INDEX: &str = include_str!("../../../assets/index.html");

const OPENING: &str =
    r#"<main class="opening" aria-busy="true"><h1>Campus Desk</h1><p role="status">Opening…</p></main>"#;

/// One page in one state.
pub struct State {
    pub name: &'static str,
    /// The content of `#page`.
    pub page: String,
    /// The content of `#notices`.
    pub notices: String,
    /// Whether the dialog of the keyboard shortcuts is open.
    pub help: bool,
}

impl State {
    /// The whole document, without scripts.
    pub fn document(&self) -> String {
        let start = INDEX.find(r#"<div id="page""#).unwrap();
        let end = start + INDEX[start..].find("</div>").unwrap();
        let mut html = format!(
            "{}<div id=\"page\">{}{}",
            &INDEX[..start],
            self.page,
            &INDEX[end..]
        );
        html = html
            .lines()
            .filter(|line| !line.contains("<script"))
            .collect::<Vec<_>>()
            .join("\n");
        if self.notices.contains(r#"id="held""#) {
            html = html
                .lines()
                .filter(|line| !line.contains(r#"id="held" data-live"#))
                .collect::<Vec<_>>()
                .join("\n");
        }
        html = html.replacen(
            r#"<div id="notices" aria-live="polite">"#,
            &format!(r#"<div id="notices" aria-live="polite">{}"#, self.notices),
            1,
        );
        if self.help {
            html = html
                .replacen(r#"<dialog id="help""#, r#"<dialog open id="help""#, 1)
                .replacen(
                    "</dialog>",
                    &format!("{}</dialog>", Help { letter_keys: true }.html()),
                    1,
                );
        }
        html
    }

    fn with_notices(mut self, notices: String) -> Self {
        self.notices = notices;
        self
    }
}

fn state(name: &'static str, page: String) -> State {
    State {
        name,
        page,
        notices: String::new(),
        help: false,
    }
}

/// All states.
pub fn all() -> Vec<State> {
    let mut all = vec![state("opening", OPENING.to_owned())];
    all.extend(user_pages::entry_and_shared_computer());
    all.extend(user_pages::user_pages());
    all.extend(ticket_pages::ticket_pages());
    all.extend(queue_pages::queue_pages());
    all.extend(queue_pages::searches_with_offers());
    all.extend(analysis_pages::analysis_pages());
    all.extend(analysis_pages::classification_pages());
    all.extend(start_pages::start_failures());
    all.push(state("attention", refused_changes::attention_page()));
    all
}
