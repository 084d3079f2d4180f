//! A laptop's side of synchronisation with a hub.
//!
//! ```text
//!   events ──▶ Engine ──▶ asks          a value: no network, no disk, no clock, no threads
//!     ▲                     │
//!     │        the loop around it
//!     │                     ├── Hello, Push, Pull, Model ──▶ Hub ──▶ the hub
//!     └──── answers ◀───────┤
//!                           ├── Load, Store ──────────────▶ store::Replica
//!                           └── Follow ───────────────────▶ Model, the laptop's classifier
//! ```
//!
//! Beside it, [`follow_presence`] asks which tickets are open at other desks of the helpdesk.
//!
//! Push and pull do not wait for each other. A refused command never blocks the outbox; a command that the hub did not try
//! (`later`) holds only the later commands of its ticket.

mod asks;
mod backoff;
mod blocking;
mod engine;
mod hub;
mod link;
mod model;
mod outbox;
mod poison;
mod presence;
mod run;
mod sleep;
mod standing;
mod write;

pub use asks::{Ask, Event, Failure, PushTo, Queued, Request, Stored, Write};
pub use engine::Engine;
pub use hub::Hub;
pub use link::Link;
pub use model::Model;
pub use presence::{AlsoOpen, OpenTicket, follow_presence};
pub use run::run;
pub use standing::Standing;
pub use write::{commands_to_send, load, write};
