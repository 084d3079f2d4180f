//! The desk that a computer had before it belonged to a hub. Its file stays; its unclosed tickets can be sent to the hub.

use std::fs;
use std::path::{Path, PathBuf};

use desk::{Clock, SystemClock};
use serde::{Deserialize, Serialize};
use store::{Feed, Replica, SqliteStore, StoreError, TicketStore, UnclosedChanges, backup};
use tickets::{Action, Assignment, Command, CommandId, Event, Message, Status, TicketPage};

use crate::replace_file::replace_file;

/// The number of changes that are read at once.
const AT_ONCE: usize = 500;

/// An earlier desk whose tickets the person has not decided about, and the file that remembers it.
#[derive(Clone, Debug)]
pub struct EarlierDesk {
    offer: PathBuf,
}

/// What the file contains.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Offer {
    /// The file of the desk.
    desk: PathBuf,
    /// The number of its tickets that are not closed.
    unclosed: u64,
}

impl EarlierDesk {
    /// `offer` is the file that remembers the decision to make.
    pub const fn new(offer: PathBuf) -> Self {
        Self { offer }
    }

    /// Sets the desk in the file `desk` aside if it has tickets of its own. Then a new desk can be opened there.
    pub fn set_aside(&self, desk: &Path) -> Result<(), StoreError> {
        if !desk.exists() {
            return Ok(());
        }
        let store = SqliteStore::open(desk)?;
        let counts = store.counts()?;
        let all = counts.of(None, None, None);
        if store.sync_state()?.is_some() || all == 0 {
            return Ok(());
        }
        let unclosed = all - counts.of(Some(Status::Closed), None, None);
        drop(store);
        let aside = backup::set_aside(desk, SystemClock.now())?;
        tracing::warn!(
            file = %aside.display(),
            all,
            unclosed,
            "this computer belongs to a hub now; its own desk was set aside"
        );
        let offer = Offer {
            desk: aside,
            unclosed,
        };
        let text = toml::to_string(&offer).map_err(|error| StoreError::Other(error.to_string()))?;
        replace_file(&self.offer, text.as_bytes())
            .map_err(|error| StoreError::Other(format!("writing {}: {error}", self.offer.display())))
    }

    /// The offer, until the person has decided.
    pub fn offer(&self) -> Option<(PathBuf, u64)> {
        let text = fs::read_to_string(&self.offer).ok()?;
        let offer: Offer = toml::from_str(&text)
            .inspect_err(|error| tracing::error!(%error, "the offer of an earlier desk could not be read"))
            .ok()?;
        Some((offer.desk, offer.unclosed))
    }

    /// Ends the offer. The file of the earlier desk stays.
    pub fn decide(&self) -> Result<(), StoreError> {
        fs::remove_file(&self.offer)
            .map_err(|error| StoreError::Other(format!("removing {}: {error}", self.offer.display())))
    }

    /// Puts reports and messages of the unclosed tickets into the outbox. They keep their ids: given twice, they count once.
    pub fn send(
        &self,
        replica: &SqliteStore,
        classify: impl Fn(&str) -> Assignment,
    ) -> Result<(), StoreError> {
        let Some((desk, _)) = self.offer() else {
            return Ok(());
        };
        let earlier = SqliteStore::open(desk)?;
        let mut after = 0;
        loop {
            let UnclosedChanges { changes, head, .. } = earlier.unclosed_changes(after, 0, AT_ONCE)?;
            for ticket in &changes.tickets {
                if let Some(page) = earlier.ticket_page(ticket.id.into())? {
                    let assignment = classify(ticket.description.as_str());
                    replica.apply_all(commands(page, assignment), SystemClock.now())?;
                }
            }
            after = changes.next;
            if after >= head {
                return self.decide();
            }
        }
    }
}

/// The report of a ticket with its present texts, and its messages.
fn commands(page: TicketPage, assignment: Assignment) -> Vec<Command> {
    let TicketPage {
        ticket,
        messages,
        history,
        ..
    } = page;
    let reported = history.into_iter().find_map(|entry| match entry.event {
        Event::Reported { reporter, .. } => Some((entry.command, entry.role, entry.name, reporter)),
        _ => None,
    });
    let Some((id, role, name, reporter)) = reported else {
        return Vec::new();
    };
    let report = Command {
        id,
        role,
        name,
        ticket: ticket.id,
        given_at: ticket.opened_at,
        only_at: None,
        number: None,
        action: Action::Report {
            description: ticket.description,
            place: ticket.place,
            assignment,
            // The earlier ticket is not on the hub.
            follows: None,
            reporter,
        },
    };
    let message = |message: Message| Command {
        id: CommandId(message.id.0),
        role: message.role,
        name: message.name,
        ticket: message.ticket,
        given_at: message.created_at,
        only_at: None,
        number: None,
        action: Action::Write { body: message.body },
    };
    std::iter::once(report)
        .chain(messages.into_iter().map(message))
        .collect()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;
    use tickets::{Body, Category, Description, Role, TicketId};

    use super::*;

    /// A data folder with the file of a desk, which is closed.
    struct Computer(TempDir);

    impl Computer {
        fn new(work: impl FnOnce(&SqliteStore)) -> Self {
            let computer = Self(tempfile::tempdir().unwrap());
            work(&SqliteStore::open(computer.desk()).unwrap());
            computer
        }

        fn desk(&self) -> PathBuf {
            self.0.path().join("desk.db")
        }

        fn earlier(&self) -> EarlierDesk {
            EarlierDesk::new(self.0.path().join("earlier-desk.toml"))
        }
    }

    fn give(store: &SqliteStore, ticket: TicketId, action: Action) {
        let command = Command {
            id: CommandId::new(),
            role: Role::Helpdesk,
            name: None,
            ticket,
            given_at: SystemClock.now(),
            only_at: None,
            number: None,
            action,
        };
        store.apply(command, SystemClock.now()).unwrap().unwrap();
    }

    fn report(store: &SqliteStore, text: &str) -> TicketId {
        let ticket = TicketId::new();
        let report = Action::Report {
            description: Description::new(text).unwrap(),
            place: None,
            assignment: assignment(),
            follows: None,
            reporter: None,
        };
        give(store, ticket, report);
        ticket
    }

    fn assignment() -> Assignment {
        Assignment {
            category: Category::TechnicalIt,
            confidence: 0.4,
            sure: false,
            because: Vec::new(),
            model: "test".to_owned(),
        }
    }

    /// Two unclosed tickets, one of them with a message, and a closed one.
    fn three_tickets(store: &SqliteStore) {
        let lift = report(store, "The lift is stuck");
        let body = Body::new("Third floor").unwrap();
        give(store, lift, Action::Write { body });
        report(store, "No hot water");
        let closed = report(store, "The door squeaks");
        give(store, closed, Action::Start);
        give(store, closed, Action::Close);
    }

    #[test]
    fn a_desk_with_tickets_is_set_aside_whole_and_its_unclosed_ones_are_offered() {
        let computer = Computer::new(three_tickets);
        computer.earlier().set_aside(&computer.desk()).unwrap();
        assert!(!computer.desk().exists(), "a new desk can be opened there");
        let (aside, unclosed) = computer.earlier().offer().unwrap();
        assert_eq!((aside.parent(), unclosed), (Some(computer.0.path()), 2));
        let counts = SqliteStore::open(&aside).unwrap().counts().unwrap();
        assert_eq!(counts.of(None, None, None), 3);

        // The next start finds the replica in its place, and leaves it there.
        SqliteStore::open(computer.desk())
            .unwrap()
            .join(Role::User)
            .unwrap();
        computer.earlier().set_aside(&computer.desk()).unwrap();
        assert!(computer.desk().exists());
        assert_eq!(computer.earlier().offer(), Some((aside.clone(), 2)));
        computer.earlier().decide().unwrap();
        assert_eq!(computer.earlier().offer(), None);
        assert!(aside.exists(), "the file stays");
    }

    #[test]
    fn a_replica_an_empty_desk_and_no_desk_are_left_alone() {
        let replica = Computer::new(|store| {
            store.join(Role::User).unwrap();
            report(store, "The lift is stuck");
        });
        let empty = Computer::new(|_| ());
        for computer in [&replica, &empty] {
            computer.earlier().set_aside(&computer.desk()).unwrap();
            assert!(computer.desk().exists());
            assert_eq!(computer.earlier().offer(), None);
        }
        let nothing = Computer(tempfile::tempdir().unwrap());
        nothing.earlier().set_aside(&nothing.desk()).unwrap();
        assert_eq!(fs::read_dir(nothing.0.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_desk_that_is_open_elsewhere_stays_where_it_is() {
        let computer = Computer::new(three_tickets);
        let open = SqliteStore::open(computer.desk()).unwrap();
        match computer.earlier().set_aside(&computer.desk()) {
            Err(StoreError::InUse { .. }) => {}
            other => panic!("not in use: {other:?}"),
        }
        drop(open);
        assert!(computer.desk().exists());
        assert_eq!(computer.earlier().offer(), None);
    }

    #[test]
    fn the_unclosed_tickets_wait_in_the_outbox_once_however_often_they_are_sent() {
        let computer = Computer::new(three_tickets);
        let earlier = computer.earlier();
        earlier.set_aside(&computer.desk()).unwrap();
        let offer = fs::read(computer.0.path().join("earlier-desk.toml")).unwrap();
        let replica = SqliteStore::open(computer.desk()).unwrap();
        replica.join(Role::User).unwrap();
        for _ in 0..2 {
            // A crash before the decision was saved.
            fs::write(computer.0.path().join("earlier-desk.toml"), &offer).unwrap();
            earlier.send(&replica, |_| assignment()).unwrap();
            assert_eq!(earlier.offer(), None);
            let outbox = replica.outbox().unwrap();
            let texts = outbox.iter().filter_map(|waiting| match &waiting.command.action {
                Action::Report { description, .. } => Some(description.as_str()),
                Action::Write { body } => Some(body.as_str()),
                _ => None,
            });
            let texts: Vec<_> = texts.collect();
            assert_eq!(texts, ["The lift is stuck", "Third floor", "No hot water"]);
        }
    }
}
