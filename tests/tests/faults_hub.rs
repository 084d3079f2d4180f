//! A hub that is killed at any moment: what it acknowledged is there, and nothing twice.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

use std::collections::HashMap;
use std::thread;
use std::time::Duration;

use end_to_end::Hub;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tempfile::tempdir;
use tickets::{CommandId, MessageId, Status, TicketId};
use tokio::runtime::Runtime;
use wire::{Client, ClientError, NewMessage, NewTicket};

const KILLS: u32 = 45;

#[test]
fn what_was_acknowledged_survives_forty_five_kills() {
    let folder = tempdir().expect("a folder");
    let mut random = StdRng::seed_from_u64(45);
    let mut diary = Diary::default();
    for _ in 0..KILLS {
        let hub = Hub::start(folder.path());
        let moment = Duration::from_millis(random.random_range(1..500));
        let (user, helpdesk) = (hub.client("user"), hub.client("helpdesk"));
        let writer = thread::spawn(move || diary.write_until_the_hub_dies(&user, &helpdesk));
        thread::sleep(moment);
        hub.kill();
        diary = writer.join().expect("the writer ends with the hub");
    }
    let reports = diary.tickets.len();
    assert!(
        reports > 45,
        "only {reports} reports were acknowledged: too few to prove anything"
    );
    diary.compare(&Hub::start(folder.path()));
}

#[test]
fn a_hub_that_is_asked_to_end_ends_cleanly_even_while_someone_waits() {
    let folder = tempdir().expect("a folder");
    let hub = Hub::start(folder.path());
    let follower = hub.client("service");
    let waiting = thread::spawn(move || {
        runtime()
            .block_on(follower.changes(0, 10, Duration::from_secs(30)))
            .map(|changes| changes.next)
    });
    thread::sleep(Duration::from_millis(300));
    assert!(hub.stop().success());
    assert!(waiting.join().expect("no panic").is_err());
    let log = folder.path().join("desk.db-wal");
    assert!(
        !log.exists(),
        "the desk was closed, not dropped: its log is folded into the file"
    );
}

#[test]
fn a_second_hub_on_the_same_desk_says_who_has_it() {
    let folder = tempdir().expect("a folder");
    let hub = Hub::start(folder.path());
    let (status, told) = Hub::fails_to_start(folder.path());
    assert_eq!(status.code(), Some(1));
    assert!(
        told.contains(&format!("is in use by campus-desk-hub (process {})", hub.id())),
        "{told}"
    );
    assert!(runtime().block_on(hub.client("user").health()).is_ok());
}

#[test]
fn a_file_that_is_no_desk_is_refused_and_left_as_it_was() {
    let folder = tempdir().expect("a folder");
    let file = folder.path().join("desk.db");
    let bytes = "this is a shopping list, not a desk\n".repeat(1000);
    std::fs::write(&file, &bytes).expect("written");
    let (status, told) = Hub::fails_to_start(folder.path());
    assert_eq!(status.code(), Some(1));
    assert!(
        told.contains("desk.db is damaged") && !told.contains("panicked"),
        "{told}"
    );
    assert_eq!(std::fs::read_to_string(&file).expect("read"), bytes);
}

/// What one client was told, noted before it sent the next command.
#[derive(Default)]
struct Diary {
    /// Each acknowledged ticket, with what was acknowledged of it.
    tickets: HashMap<TicketId, Kept>,
    /// The ticket that is being worked on.
    current: Option<TicketId>,
    /// The command that got no answer; it is sent again, as it was, to the next hub.
    unanswered: Option<(CommandId, Deed)>,
}

#[derive(Default)]
struct Kept {
    messages: Vec<MessageId>,
    status: Option<Status>,
}

#[derive(Clone)]
enum Deed {
    Report,
    Write(TicketId),
    Move(TicketId, Status),
}

impl Diary {
    fn write_until_the_hub_dies(mut self, user: &Client, helpdesk: &Client) -> Self {
        runtime().block_on(async {
            loop {
                let (id, deed) = self
                    .unanswered
                    .take()
                    .unwrap_or_else(|| (CommandId::new(), self.next()));
                self.unanswered = Some((id, deed.clone()));
                match self.send(user, helpdesk, id, deed).await {
                    Ok(()) => self.unanswered = None,
                    Err(ClientError::Unreachable(_)) => return,
                    Err(refused) => panic!("a command in order was refused: {refused}"),
                }
            }
        });
        self
    }

    /// Each ticket is reported, written under twice, taken on and closed.
    fn next(&self) -> Deed {
        let Some((id, kept)) = self.current.and_then(|id| Some((id, self.tickets.get(&id)?))) else {
            return Deed::Report;
        };
        match (kept.messages.len(), kept.status) {
            (0, _) => Deed::Write(id),
            (_, None) => Deed::Move(id, Status::Active),
            (1, _) => Deed::Write(id),
            (_, Some(Status::Active)) => Deed::Move(id, Status::Closed),
            _ => Deed::Report,
        }
    }

    async fn send(
        &mut self,
        user: &Client,
        helpdesk: &Client,
        id: CommandId,
        deed: Deed,
    ) -> Result<(), ClientError> {
        match deed {
            Deed::Report => {
                let new = NewTicket {
                    description: format!("Report {id}"),
                    ..NewTicket::default()
                };
                let ticket = user.report(id, &new).await?;
                self.tickets.insert(ticket.id, Kept::default());
                self.current = Some(ticket.id);
            }
            Deed::Write(ticket) => {
                let new = NewMessage {
                    body: format!("Message {id}"),
                    name: None,
                };
                let message = user.write(id, ticket, &new).await?;
                self.kept(ticket).messages.push(message.id);
            }
            Deed::Move(ticket, status) => {
                helpdesk.set_status(id, ticket, status).await?;
                self.kept(ticket).status = Some(status);
            }
        }
        Ok(())
    }

    fn kept(&mut self, ticket: TicketId) -> &mut Kept {
        self.tickets.get_mut(&ticket).expect("it was reported before")
    }

    /// The desk holds what is noted here and at most the one command that got no answer, each once: a ticket's
    /// version counts its commands, so one that counted twice would show.
    fn compare(&self, hub: &Hub) {
        let all = runtime()
            .block_on(hub.client("service").changes(0, 100_000, Duration::ZERO))
            .expect("the feed");
        let unanswered = usize::from(self.unanswered.is_some());
        let extra = all.tickets.len() - self.tickets.len();
        assert!(extra <= unanswered, "{extra} tickets that nobody was told of");
        let mut surplus = extra;
        for ticket in &all.tickets {
            let Some(kept) = self.tickets.get(&ticket.id) else {
                continue;
            };
            let messages: Vec<_> = all
                .messages
                .iter()
                .filter(|message| message.ticket == ticket.id)
                .collect();
            for id in &kept.messages {
                let times = messages.iter().filter(|message| message.id == *id).count();
                assert_eq!(times, 1, "message {id}");
            }
            let moves = match ticket.status {
                Status::Open => 0,
                Status::Active => 1,
                Status::Closed => 2,
            };
            assert!(
                ticket.status >= kept.status.unwrap_or(Status::Open),
                "a move was lost: {ticket:?}"
            );
            let counted = usize::try_from(ticket.version).expect("small");
            assert_eq!(
                counted,
                1 + messages.len() + moves,
                "a command counted twice: {ticket:?}"
            );
            let acknowledged = kept
                .status
                .map_or(0, |status| if status == Status::Closed { 2 } else { 1 });
            surplus += (messages.len() - kept.messages.len()) + (moves - acknowledged);
        }
        assert!(surplus <= unanswered, "{surplus} commands that nobody gave");
        let found = all
            .tickets
            .iter()
            .filter(|ticket| self.tickets.contains_key(&ticket.id))
            .count();
        assert_eq!(found, self.tickets.len(), "acknowledged tickets are missing");
    }
}

fn runtime() -> Runtime {
    Runtime::new().expect("a runtime")
}
