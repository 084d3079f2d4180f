//! The commands behind the pages: a form in, a fragment of HTML out.
//!
//! ```text
//!   window:  invoke("start_ticket", { form })     browser:  POST /start_ticket
//!                        └──────── adapters, one for each command of routes.rs ────────┘
//!                                        commands::status::start_ticket(visit, form)
//!                              parse (form, fields)  ─▶  do (desk::Desk)  ─▶  show (ui)
//! ```
//!
//! [`Visit`] is what differs between a window and a browser session. A command blocks (it reads and writes the
//! disk), so an adapter gives it a thread of its own; `analysis_panel` waits for another process, so it is async.
//!
//! Drafts ([`drafting`]) and the rules of closing ([`close`]) and correcting ([`correct`]) are modules below the commands.

#[macro_use]
mod routes;

pub mod acknowledged;
mod answers_read;
pub mod close;
pub mod commands;
pub mod correct;
mod corrections_chart;
mod draft_store;
pub mod drafting;
pub mod failure;
mod fields;
mod filled_forms;
mod form;
mod form_kind;
pub mod held_notices;
mod hub_link;
pub mod live;
pub mod news;
mod report_again;
mod search_offers;
mod session;
pub mod shared_computer;
mod visit;
mod visitor;

pub use draft_store::DraftStore;
pub use failure::CommandError;
pub use form::{Form, FormError};
pub use hub_link::HubLink;
pub use session::{OnScreen, Session};
pub use visit::{Analyses, Managed, Memory, Panel, PanelError, Visit};

/// The answer of a command: a fragment; or an error that is displayed as a fragment in `#notices`.
pub type Answer = Result<String, CommandError>;
