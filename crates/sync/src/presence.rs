//! Which tickets are open at other desks of the helpdesk. It is a courtesy: nothing waits for it, and without the hub there
//! are no other desks.

use std::time::Duration;

use tickets::{Name, TicketId};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use wire::ClientError;
use wire::sync::{OtherDesk, PROTOCOL, Presence};

use crate::hub::Hub;

/// A ticket counts as open after this time: people who look through the queue open each ticket for a moment.
const SETTLED: Duration = Duration::from_millis(500);

/// How long the hub waits for a change, in seconds.
const WAIT: u32 = 20;

/// The least time between two questions.
const PAUSE: Duration = Duration::from_secs(1);

/// The pause after the hub was not reached.
const UNREACHABLE: Duration = Duration::from_secs(15);

/// The pause after the hub refused: it is older, or the key is not the helpdesk's.
const REFUSED: Duration = Duration::from_secs(600);

/// The longest time to say that no ticket is open any more.
const LEAVING: Duration = Duration::from_secs(5);

/// The ticket that is open on this laptop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// The name that the person entered.
    pub name: Option<Name>,
}

/// The other desks at which the ticket is open too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlsoOpen {
    /// The ticket that is open on this laptop.
    pub ticket: TicketId,
    /// The other desks; at least one.
    pub others: Vec<OtherDesk>,
}

/// Asks the hub at which other desks the ticket of `open` is open, and writes the answers to `also_open`, until the sender
/// of `open` is dropped. Nothing is sent while `open` has no ticket, as on the laptops of users. `waiting` is the number of
/// commands in the outbox.
pub async fn follow_presence(
    hub: Hub,
    waiting: impl Fn() -> usize,
    mut open: watch::Receiver<Option<OpenTicket>>,
    also_open: watch::Sender<Option<AlsoOpen>>,
) {
    let mut is_noted = false;
    loop {
        let now = open.borrow_and_update().clone();
        let Some(now) = now else {
            show(&also_open, None);
            if std::mem::take(&mut is_noted) {
                // If the hub does not get it, it forgets the ticket within half a minute.
                let _ = timeout(LEAVING, hub.presence(&presence(None, Vec::new()), waiting())).await;
            }
            if open.changed().await.is_err() {
                return;
            }
            continue;
        };
        is_noted = true;
        tokio::select! {
            changed = open.changed() => if changed.is_err() { return },
            () = ask_again_and_again(&hub, &waiting, &now, &also_open) => {}
        }
    }
}

/// Asks until the future is dropped, because another ticket was opened.
async fn ask_again_and_again(
    hub: &Hub,
    waiting: &impl Fn() -> usize,
    open: &OpenTicket,
    also_open: &watch::Sender<Option<AlsoOpen>>,
) {
    let mut known = Vec::new();
    let before = also_open.borrow().as_ref().map(|before| before.ticket);
    if before != Some(open.ticket) {
        show(also_open, None);
    }
    sleep(SETTLED).await;
    loop {
        let pause = match hub.presence(&presence(Some(open), known), waiting()).await {
            Ok(answer) => {
                known = answer.others;
                PAUSE
            }
            Err(error) => {
                tracing::debug!(%error, "the hub does not say who has the ticket open");
                known = Vec::new();
                pause_after(&error)
            }
        };
        let others = (!known.is_empty()).then(|| AlsoOpen {
            ticket: open.ticket,
            others: known.clone(),
        });
        show(also_open, others);
        sleep(pause).await;
    }
}

fn presence(open: Option<&OpenTicket>, known: Vec<OtherDesk>) -> Presence {
    Presence {
        protocol: PROTOCOL,
        ticket: open.map(|open| open.ticket),
        name: open.and_then(|open| open.name.clone()),
        known,
        wait: open.map(|_| WAIT),
    }
}

/// A hub that stops or has too much to do (5xx) is asked again soon.
fn pause_after(error: &ClientError) -> Duration {
    match error {
        ClientError::Refused { status, .. } if *status < 500 => REFUSED,
        _ => UNREACHABLE,
    }
}

fn show(also_open: &watch::Sender<Option<AlsoOpen>>, others: Option<AlsoOpen>) {
    also_open.send_if_modified(|shown| {
        let changed = *shown != others;
        *shown = others;
        changed
    });
}
