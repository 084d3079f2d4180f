//! A laptop without a window, for the tests: a replica in one SQLite file and its sync with the hub, as in the application.
//!
//! Each line of the input is a [`Task`]; each is answered by one line. The program ends with its input.
#![expect(clippy::disallowed_methods, reason = "a program's start is the clock's place")]

use std::io::{Write, stdin, stdout};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::Utc;
use clap::Parser;
use end_to_end::campus::{Answer, OnScreen, ShippedModel, State, Task};
use store::{Feed, Replica, SqliteStore, TicketStore};
use sync::{Hub, Standing};
use tickets::Role;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use uuid::Uuid;
use wire::Client;

#[derive(Parser)]
struct Arguments {
    /// The replica's file.
    #[arg(long)]
    data: PathBuf,
    /// The hub's address.
    #[arg(long)]
    hub: String,
    #[arg(long)]
    key: String,
    #[arg(long)]
    role: Role,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let replica = SqliteStore::open(&arguments.data)?;
    if replica.sync_state()?.is_none() {
        replica.join(arguments.role)?;
    }
    let hub = Hub {
        client: Client::of_hub(&arguments.hub, &arguments.key, None)?,
        device: Uuid::new_v4(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let standing = watch::Sender::new(Standing::at_start(Utc::now()));
    let runtime = Runtime::new()?;
    let _sync = runtime.spawn(sync::run(
        Arc::new(replica.clone()),
        Arc::new(ShippedModel),
        hub,
        Utc::now,
        standing,
    ));
    for line in stdin().lines() {
        let task = serde_json::from_str(&line?).context("a task")?;
        let mut answer = serde_json::to_string(&answer(&replica, task)?)?;
        answer.push('\n');
        stdout().write_all(answer.as_bytes())?;
        stdout().flush()?;
    }
    Ok(())
}

fn answer(replica: &SqliteStore, task: Task) -> Result<Answer> {
    Ok(match task {
        Task::Give(command) => match replica.apply(*command, Utc::now())? {
            Ok(_) => Answer::Accepted,
            Err(refusal) => Answer::Refused(format!("{refusal:?}")),
        },
        Task::Show => Answer::Shown(screen(replica)?),
        Task::State => Answer::Stands(State::of(replica)),
    })
}

fn screen(replica: &SqliteStore) -> Result<Vec<OnScreen>> {
    let tickets = replica.changes(0, usize::MAX)?.tickets;
    Ok(tickets.iter().map(OnScreen::of).collect())
}
