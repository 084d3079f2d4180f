//! The pages of a hub in a browser.
//!
//! ```text
//!   GET  /                    the document; /assets/HASH/… its files                        assets
//!   POST /report_ticket, …    each command of `pages`: a form in, a fragment out            commands
//!   POST /helpdesk_key        the key of the helpdesk, typed once                           helpdesk
//!   GET  /events              what changed, as server-sent events                           events
//!
//!   request ─▶ Host ─▶ same origin ─▶ size, time ─▶ rate ─▶ cookies ─▶ command ─▶ cookies, no-store, CSP
//! ```
//!
//! A hub has no state for a browser: what outlives a request is in cookies (names, choices, own reports, the proof that the
//! key was typed) and in the page (drafts, pending closes). Any hub with the same keys answers any request.

mod address;
mod assets;
mod blocking;
mod choices;
mod commands;
mod cookies;
mod events;
mod failed;
mod headers;
mod helpdesk;
mod own_commands;
mod own_reports;
mod rate;
mod router;
mod same_origin;
mod signature;
mod state;
mod visit;

pub use address::Proxies;
pub use own_commands::OWN_COMMANDS;
pub use router::router;
pub use state::BrowserPages;
