//! Texts that the hub removed leave a replica too.

use tickets::{Action, MessageId, Refusal, Role, TextPart, TicketId};

use super::fixtures::{accepted, at, message, new_description, report};
use super::replica_fixtures::{
    agrees, begin, finish, give, helpdesk, hub_with_a_ticket, join, on_page, page, pull, push, user,
};
use crate::{Arrival, MemoryStore, Replica};

const SECRET: &str = "hunter2";

fn remove(hub: &MemoryStore, ticket: TicketId, text: TextPart) {
    accepted(hub, helpdesk(ticket, Action::RemoveText { text }), 9);
}

/// Everything that a replica stores, as text.
fn everything(replica: &dyn Replica) -> String {
    let changes = replica.changes(0, usize::MAX).unwrap();
    let commands = (replica.outbox().unwrap(), replica.sent().unwrap());
    format!("{changes:?} {commands:?} {:?}", replica.attention().unwrap())
}

pub fn a_removed_text_leaves_every_copy(replica: &dyn Replica) {
    let (hub, _) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let own = report(&format!("My password is {SECRET}"));
    let ticket = give(replica, own.clone()).id;
    let written = user(ticket, message(&format!("Is {SECRET} right?")));
    give(replica, written.clone());
    push(replica, &hub, 2);
    pull(replica, &hub);
    let first_line = replica.changes(0, 100).unwrap().history;
    assert!(!first_line.is_empty());

    let version = on_page(replica, ticket).ticket.description_version;
    give(replica, user(ticket, new_description(version, "Mine")));
    accepted(
        &hub,
        helpdesk(ticket, new_description(version, &format!("Not {SECRET}"))),
        3,
    );
    push(replica, &hub, 4);
    pull(replica, &hub);
    assert_eq!(
        everything(replica).matches(SECRET).count(),
        7,
        "{}",
        everything(replica)
    );

    remove(&hub, ticket, TextPart::All);
    give(replica, user(ticket, message("Thank you")));
    pull(replica, &hub);
    assert!(!everything(replica).contains(SECRET), "{}", everything(replica));
    assert_eq!(replica.outbox().unwrap()[0].command.action, message("Thank you"));
    for command in [own, written] {
        let again = replica.apply(command, at(10)).unwrap().unwrap();
        assert!(again.repeated, "it is known by its id");
    }
    push(replica, &hub, 11);
    pull(replica, &hub);
    agrees(replica, &hub, ticket);
    let Refusal::EditedMeanwhile { theirs, yours } = &replica.attention().unwrap()[0].refusal else {
        panic!("a conflict");
    };
    assert!(theirs.description.is_removed());
    assert!(
        yours.description.as_ref().unwrap().as_str() == "Mine",
        "what was not accepted stays"
    );
}

pub fn a_message_whose_text_was_removed_arrives_after_its_line(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    let written = user(ticket, message(SECRET));
    accepted(&hub, written.clone(), 1);
    accepted(&hub, user(ticket, message("It still is")), 2);
    remove(&hub, ticket, TextPart::Message(MessageId(written.id.0)));
    replica.join(Role::User).unwrap();
    begin(replica, &hub);
    // As pages of one position: the line has its own number, the message that of the removal.
    let whole = page(replica, &hub);
    let number = |at: usize| u64::try_from(at).unwrap() + 1;
    for (at, line) in whole.history.iter().enumerate() {
        let is_last = at + 1 == whole.history.len();
        let mut messages = whole.messages.clone();
        messages.retain(|message| {
            if message.id.0 == written.id.0 {
                is_last
            } else {
                message.id.0 == line.entry.command.0
            }
        });
        let tickets = if is_last {
            whole.tickets.clone()
        } else {
            Vec::new()
        };
        replica
            .arrive(Arrival {
                tickets,
                messages,
                history: vec![line.clone()],
                next: number(at),
                ..whole.clone()
            })
            .unwrap();
    }
    replica.complete().unwrap();
    agrees(replica, &hub, ticket);
    assert!(on_page(replica, ticket).messages[0].body.is_removed());
}

pub fn a_resync_does_not_remove_what_was_written_after_a_removal(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::Helpdesk);
    give(replica, helpdesk(ticket, message("Before")));
    push(replica, &hub, 2);
    remove(&hub, ticket, TextPart::All);
    pull(replica, &hub);
    give(replica, helpdesk(ticket, message("After")));
    push(replica, &hub, 10);
    begin(replica, &hub);
    finish(replica, &hub);
    agrees(replica, &hub, ticket);
    let sent = replica.sent().unwrap();
    let texts: Vec<_> = sent.iter().map(|sent| &sent.waiting.command.action).collect();
    assert_eq!(texts, [&message(tickets::REMOVED), &message("After")]);
}

pub fn a_removal_on_the_replica_itself_is_predicted(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    let written = user(ticket, message(SECRET));
    accepted(&hub, written.clone(), 1);
    join(replica, &hub, Role::Helpdesk);
    let text = TextPart::Description;
    let removed = give(replica, helpdesk(ticket, Action::RemoveText { text }));
    assert!(removed.description.is_removed());
    let text = TextPart::Message(MessageId(written.id.0));
    give(replica, helpdesk(ticket, Action::RemoveText { text }));
    // Another desk was faster.
    remove(&hub, ticket, text);
    push(replica, &hub, 10);
    assert!(
        replica.attention().unwrap().is_empty(),
        "there is nothing to show"
    );
    pull(replica, &hub);
    agrees(replica, &hub, ticket);
    let again = replica.apply(helpdesk(ticket, Action::RemoveText { text }), at(11));
    assert_eq!(again.unwrap(), Err(Refusal::NothingToChange));
}

/// The ticket of a removal may arrive on a later page than its line.
pub fn a_removal_before_its_ticket_removes_the_text_with_it(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let written = user(ticket, message(SECRET));
    give(replica, written);
    push(replica, &hub, 2);
    remove(&hub, ticket, TextPart::All);
    begin(replica, &hub);
    let whole = page(replica, &hub);
    replica
        .arrive(Arrival {
            tickets: Vec::new(),
            next: 1,
            ..whole.clone()
        })
        .unwrap();
    replica
        .arrive(Arrival {
            messages: Vec::new(),
            history: Vec::new(),
            ..whole
        })
        .unwrap();
    replica.complete().unwrap();
    agrees(replica, &hub, ticket);
    assert!(!everything(replica).contains(SECRET), "{}", everything(replica));
}
