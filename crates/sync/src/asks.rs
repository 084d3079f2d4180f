//! What is reported to the engine, and what it asks for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use store::{Answered, SyncState};
use tickets::{CommandId, Role, TicketId};
use uuid::Uuid;
use wire::sync::{Answers, ChangesQuery, Hello, ModelLayer, Page, Reset};

/// The number of a request. An answer to a request that the engine has given up is ignored.
pub type Request = u64;

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A command was put into the outbox.
    Given,
    /// An [`Ask::Load`] or [`Ask::Store`] was done: the replica after it.
    Stored(Stored),
    /// An [`Ask::Load`] or [`Ask::Store`] failed, and wrote nothing.
    StoreFailed,
    /// The hub introduced itself.
    HelloAnswer(Request, Hello),
    /// The hub answered commands.
    PushAnswer(Request, Answers),
    /// The hub answered with a page; `None`: nothing has changed.
    PullAnswer(Request, Option<Page>),
    /// The hub has not got the replica's position.
    Reset(Request, Reset),
    /// The laptop classifies with the model of this version: before each [`Event::HelloAnswer`], and after [`Ask::Follow`].
    Classifies(String),
    /// The hub answered with the layer of a model; `None`: it has no layer for that version, or one that no laptop of this
    /// version can read.
    ModelAnswer(Request, Option<ModelLayer>),
    /// An [`Ask::Follow`] failed, and changed nothing.
    NotFollowed,
    /// A request was not answered.
    Failed(Request, Failure),
    /// The time of [`Ask::Wait`] has come.
    Tick,
    /// The machine woke, or the network came back: old connections are dead.
    Woke,
}

/// What the engine asks the loop for.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Read the state of the replica.
    Load,
    /// Write to the replica in one transaction, and read its state.
    Store(Write),
    /// Ask the hub who it is.
    Hello(Request),
    /// Send these commands, in this order.
    Push(Request, PushTo, Vec<CommandId>),
    /// Read the hub's feed.
    Pull(Request, ChangesQuery),
    /// Read the layer of the model with this version.
    Model(Request, String),
    /// Classify with this layer of the hub; with the shipped model if there is none, or if it cannot be used here.
    Follow(Option<ModelLayer>),
    /// Send [`Event::Tick`] at this time. It replaces the time before.
    Wait(Duration),
}

/// The hub as the laptop knows it: fields of [`wire::sync::SentCommands`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PushTo {
    /// The protocol that both speak.
    pub protocol: u32,
    /// The desk of which the laptop has a replica.
    pub desk: Uuid,
    /// What the hub must still have.
    pub known: Answered,
}

/// A change of the replica.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// Become a replica in a role.
    Join(Role),
    /// Read the feed of a desk from its start; this is its end.
    Begin(Uuid, Answered),
    /// The same, of a desk that has lost nothing: the role has changed. The number is the hub's last one.
    ReadAgain(Uuid, u64),
    /// A page of the feed, and what the hub still had when it was asked for the page.
    Page(Page, Option<Answered>),
    /// Nothing has changed, and the hub still had this.
    Confirm(Answered),
    /// The end of the reading from the start.
    Complete,
    /// The hub's answers.
    Answers(Answers),
    /// Forget the commands that the hub accepted before this time.
    Forget(DateTime<Utc>),
}

/// The state of the replica.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// How far the replica is; `None`: the desk is not a replica yet.
    pub state: Option<SyncState>,
    /// The waiting commands, in their order.
    pub outbox: Vec<Queued>,
}

/// A waiting command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Its id.
    pub command: CommandId,
    /// Its ticket.
    pub ticket: TicketId,
    /// Its size as JSON, in bytes.
    pub bytes: usize,
}

/// Why a request was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There was no connection, or it broke.
    Unreachable,
    /// The hub has too much to do (429, 503); it may say when to come back.
    Busy(Option<Duration>),
    /// The hub failed on this request, or does not understand it (other 5xx, 400, 413).
    Broken,
    /// The hub's certificate is not trusted.
    Untrusted,
    /// The key is wrong (401, 403).
    Key,
    /// The hub does not speak the protocol (426).
    Protocol,
}
