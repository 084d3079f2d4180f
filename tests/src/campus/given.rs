//! The commands that people gave, and where each must be in the end.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use store::{Changes, Feed, Replica, SqliteStore, TicketStore};
use tickets::{Action, Command, CommandId, Role, Status, TicketId};

/// The commands that people gave on laptops.
#[derive(Debug, Default)]
pub struct Given {
    acknowledged: Vec<Command>,
    /// All commands, with those that were not acknowledged.
    said: HashSet<CommandId>,
}

impl Given {
    /// Somebody gives a command. The hub may have it from now on.
    pub fn say(&mut self, command: CommandId) {
        self.said.insert(command);
    }

    /// A laptop has acknowledged a command.
    pub fn acknowledge(&mut self, command: Command) {
        self.say(command.id);
        self.acknowledged.push(command);
    }

    /// The number of acknowledged commands.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// Asserts that each acknowledged command is at the hub exactly once, or needs attention on a laptop, and that the hub has
    /// no other commands. If the hub lost commands, one without a text may be nowhere: somebody else had done the same.
    ///
    /// # Panics
    /// A command is lost, counts twice, or was never given.
    pub fn assert_not_lost_and_not_doubled(
        &self,
        hub: &SqliteStore,
        laptops: &[SqliteStore],
        hub_has_lost: bool,
    ) {
        let all = everything(hub);
        let at_hub: HashSet<CommandId> = all.history.iter().map(|line| line.entry.command).collect();
        assert_eq!(at_hub.len(), all.history.len(), "a command counts twice");
        let unknown: Vec<_> = at_hub.difference(&self.said).collect();
        assert!(unknown.is_empty(), "never given: {unknown:?}");
        assert_no_copies(&all);
        let attention: HashSet<CommandId> = laptops.iter().flat_map(needs_attention).collect();
        for command in &self.acknowledged {
            let places = (at_hub.contains(&command.id), attention.contains(&command.id));
            match places {
                (true, false) | (false, true) => {}
                (true, true) if hub_has_lost => {}
                (false, false) if hub_has_lost && !has_text(&command.action) => {}
                _ => panic!("(at the hub, needs attention) is {places:?} for {command:?}"),
            }
        }
    }
}

/// Asserts that a replica has the hub's rows: all, or those of unclosed tickets for a user.
///
/// # Panics
/// A row differs.
pub fn assert_equal(hub: &SqliteStore, replica: &SqliteStore, role: Role) {
    let in_scope = |status| role == Role::Helpdesk || status != Status::Closed;
    let tickets = everything(hub).tickets.into_iter();
    let expected: BTreeSet<TicketId> = tickets
        .filter(|ticket| in_scope(ticket.status))
        .map(|ticket| ticket.id)
        .collect();
    let own = everything(replica).tickets.into_iter();
    let own: BTreeSet<TicketId> = own.map(|ticket| ticket.id).collect();
    let file = replica.file().display();
    assert_eq!(own, expected, "the tickets in {file}");
    for id in expected {
        let page = |store: &SqliteStore| store.ticket_page(id.into()).expect("a readable ticket");
        assert_eq!(page(replica), page(hub), "in {file}");
    }
}

/// Asserts that no number and no message is there twice, and that each ticket has as many lines as versions.
fn assert_no_copies(all: &Changes) {
    let mut numbers = BTreeMap::new();
    let mut lines: HashMap<TicketId, u64> = HashMap::new();
    for line in &all.history {
        *lines.entry(line.ticket).or_default() += 1;
    }
    for ticket in &all.tickets {
        let number = ticket.number.expect("the hub numbers its tickets");
        let other = numbers.insert(number, ticket.id);
        assert_eq!(other, None, "#{number} is there twice");
        assert_eq!(lines.get(&ticket.id), Some(&ticket.version), "{ticket:?}");
    }
    let mut texts = HashSet::new();
    for message in &all.messages {
        assert!(texts.insert(message.body.as_str()), "twice: {message:?}");
    }
}

fn everything(store: &SqliteStore) -> Changes {
    let all = store.changes(0, 1_000_000).expect("a readable desk");
    assert_eq!(all.next, *store.feed().borrow(), "the feed in one page");
    all
}

fn needs_attention(laptop: &SqliteStore) -> Vec<CommandId> {
    let items = laptop.attention().expect("a readable replica").into_iter();
    items.map(|item| item.command.id).collect()
}

fn has_text(action: &Action) -> bool {
    matches!(
        action,
        Action::Report { .. } | Action::Modify { .. } | Action::Write { .. }
    )
}
