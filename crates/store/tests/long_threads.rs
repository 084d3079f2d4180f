//! The cost of a command does not depend on the length of its ticket's thread. It is measured in bytes of the
//! write-ahead log, which are the same on a busy machine.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reports failures by panicking, and uses the system's clock"
)]

use chrono::Utc;
use store::{SqliteStore, TicketStore};
use tickets::{Action, Assignment, Body, Category, Command, CommandId, Description, Role, TicketId};

const MESSAGES: usize = 20;

struct LongThread {
    folder: tempfile::TempDir,
    store: SqliteStore,
    ticket: TicketId,
}

impl LongThread {
    fn report() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
        let thread = Self {
            folder,
            store,
            ticket: TicketId::new(),
        };
        let assignment = Assignment {
            category: Category::TechnicalIt,
            confidence: 0.9,
            sure: true,
            because: Vec::new(),
            model: "test".to_owned(),
        };
        let description = Description::new("The projector hums").unwrap();
        thread.apply(vec![Action::Report {
            description,
            place: None,
            assignment,
            follows: None,
            reporter: None,
        }]);
        thread
    }

    /// Applies commands in one transaction.
    fn apply(&self, actions: Vec<Action>) {
        let command = |action| Command {
            id: CommandId::new(),
            role: Role::Helpdesk,
            name: None,
            ticket: self.ticket,
            given_at: Utc::now(),
            only_at: None,
            number: None,
            action,
        };
        let commands = actions.into_iter().map(command).collect();
        for decision in self.store.apply_all(commands, Utc::now()).unwrap() {
            decision.unwrap().unwrap();
        }
    }

    fn write(&self, messages: usize) {
        self.apply((0..messages).map(message).collect());
    }

    /// The bytes that some commands write into the log, each in a transaction of its own.
    fn log_of(&self, actions: impl IntoIterator<Item = Action>) -> u64 {
        self.store.checkpoint().unwrap();
        for action in actions {
            self.apply(vec![action]);
        }
        let log = self.folder.path().join("desk.db-wal");
        log.metadata().unwrap().len()
    }
}

/// A message of a thousand characters, with words that no other message has.
fn message(number: usize) -> Action {
    let words = (0..90).map(|word| format!("word{number}x{word} "));
    let body = words.chain(["that is how it is".to_owned()]).collect::<String>();
    Action::Write {
        body: Body::new(body).unwrap(),
    }
}

#[test]
fn a_message_costs_the_same_in_a_thread_of_ten_and_of_a_thousand_messages() {
    let thread = LongThread::report();
    thread.write(10);
    let after_ten = thread.log_of((0..MESSAGES).map(message));
    thread.write(1_000 - 10 - MESSAGES);
    let after_a_thousand = thread.log_of((0..MESSAGES).map(message));
    eprintln!("{MESSAGES} messages: {after_ten} bytes after 10, {after_a_thousand} bytes after 1,000");
    assert!(
        2 * after_a_thousand < 3 * after_ten,
        "{after_ten} bytes after 10 messages, {after_a_thousand} after 1,000"
    );
}

#[test]
fn a_start_and_a_correction_do_not_index_the_thread_again() {
    let corrections = || {
        Category::ALL
            .into_iter()
            .map(|category| Action::Correct { category })
    };
    let actions = || [Action::Start].into_iter().chain(corrections());
    let [short, long] = [10, 1_000].map(|messages| {
        let thread = LongThread::report();
        thread.write(messages);
        thread.log_of(actions())
    });
    eprintln!("four commands: {short} bytes after 10 messages, {long} bytes after 1,000");
    assert!(
        2 * long < 3 * short,
        "{short} bytes after 10 messages, {long} after 1,000"
    );
}
