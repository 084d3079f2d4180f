//! The JSON of the sync routes, which laptops and their hub exchange.
//!
//! ```text
//!   GET  /sync/hello      which desk is it, which protocols does the hub speak?     Hello
//!   POST /sync/commands   a laptop's commands, and an answer for each               SentCommands, Answers
//!   GET  /sync/changes    what changed since a position; waits for a change         ChangesQuery, Page, Reset
//!   POST /sync/presence   which ticket is open at this desk, and at which others? Presence, OtherDesks
//!   GET  /sync/model      what has the hub's classifier learned?                    ModelQuery, ModelLayer
//! ```
//!
//! Within a protocol, fields are only added, and unknown fields are ignored. A list is parsed value by value
//! ([`Received`](crate::Received)): the hub answers a command that it cannot parse with [`Outcome::Later`], and a laptop
//! that cannot parse a value waits for its own update.

mod answers;
mod commands;
mod device;
mod hello;
mod model;
mod page;
mod presence;

pub use answers::{Accepted, Answer, Answers, Outcome};
pub use commands::{Action, MissingBase, SentCommand, SentCommands};
pub use device::Device;
pub use hello::{Hello, Protocols};
pub use model::{ModelLayer, ModelQuery};
pub use page::{ChangesQuery, ClosedTicket, Page, Reset, ResetReason, Scope};
pub use presence::{OtherDesk, OtherDesks, Presence};

/// The version of the protocol that these types describe.
pub const PROTOCOL: u32 = 1;

/// The protocols that this version speaks: the newest and, once there is a second one, the one before it. So laptops and hubs
/// can be updated one after another.
pub const PROTOCOLS: Protocols = Protocols {
    from: if PROTOCOL > 1 { PROTOCOL - 1 } else { 1 },
    to: PROTOCOL,
};
