//! What a person does on a replica: it is predicted at once, and waits for the hub's answer.

use tickets::{Action, Base, Command, CommandId, Edit, Place, Refusal, Role};

use super::fixtures::{accepted, at, description_after, listing, message, new_description, report, words};
use super::replica_fixtures::{agrees, close, give, hub_with_a_ticket, join, on_page, pull, push, user};
use crate::{Anchor, PREDICTED, Replica};
pub fn a_command_is_predicted_and_waits(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let written = give(replica, user(ticket, message("Third floor")));
    assert!(written.version >= PREDICTED);
    let page = on_page(replica, ticket);
    assert_eq!((page.messages.len(), page.history.len()), (1, 2));
    assert_eq!(replica.outbox().unwrap().len(), 1);
    let found = replica
        .rows(&listing(words("third"), tickets::Order::Newest, Anchor::Start, 9))
        .unwrap();
    assert_eq!(found.items.len(), 1, "a prediction is found");

    push(replica, &hub, 2);
    agrees(replica, &hub, ticket);
    pull(replica, &hub);
    agrees(replica, &hub, ticket);
    assert_eq!(replica.sent().unwrap().len(), 1);
}

pub fn a_repeated_command_waits_once(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let written = user(ticket, message("Third floor"));
    give(replica, written.clone());
    let again = replica.apply(written.clone(), at(2)).unwrap().unwrap();
    assert!(again.repeated && again.message.is_some());
    assert_eq!(replica.outbox().unwrap().len(), 1);
    push(replica, &hub, 2);
    assert!(replica.apply(written.clone(), at(3)).unwrap().unwrap().repeated);
    assert!(replica.outbox().unwrap().is_empty());
    let other = Command {
        action: message("Second floor"),
        ..written
    };
    assert_eq!(replica.apply(other, at(3)).unwrap(), Err(Refusal::CommandReused));
}

pub fn a_refused_prediction_does_not_wait(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let started = replica.apply(user(ticket, Action::Start), at(1)).unwrap();
    assert_eq!(started, Err(Refusal::HelpdeskOnly));
    assert!(replica.outbox().unwrap().is_empty());
    agrees(replica, &hub, ticket);
}

pub fn a_report_has_no_number_until_it_is_accepted(replica: &dyn Replica) {
    let (hub, _) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let reported = give(replica, report("No heating"));
    let other = give(replica, report("No light"));
    assert_eq!((reported.number, other.number), (None, None));
    push(replica, &hub, 700);
    for ticket in [reported.id, other.id] {
        agrees(replica, &hub, ticket);
    }
    assert_eq!(on_page(replica, reported.id).ticket.number, Some(2));
    let newest = replica
        .rows(&listing(
            words("heating"),
            tickets::Order::Newest,
            Anchor::Start,
            9,
        ))
        .unwrap();
    assert_eq!(
        newest.items.len(),
        1,
        "the time of opening is the hub's, in the search too"
    );
}

pub fn a_refused_command_needs_attention(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    give(replica, user(ticket, message("Third floor")));
    close(&hub, ticket);
    push(replica, &hub, 4);
    assert!(replica.outbox().unwrap().is_empty());
    let items = replica.attention().unwrap();
    assert!(matches!(items[0].refusal, Refusal::ClosedMeanwhile { .. }));
    assert_eq!(items[0].command.action, message("Third floor"));
    assert!(
        on_page(replica, ticket).messages.is_empty(),
        "the prediction is undone"
    );
    replica.discard(items[0].command.id).unwrap();
    assert!(replica.attention().unwrap().is_empty());
}

pub fn an_edit_of_a_prediction_names_its_command(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let first = user(ticket, new_description(1, "The lift is stuck again"));
    let seen = give(replica, first.clone());
    let second = user(
        ticket,
        new_description(seen.version, "The lift is stuck, third floor"),
    );
    give(replica, second.clone());
    let waiting = replica.outbox().unwrap();
    let Action::Modify { edit, .. } = &waiting[1].command.action else {
        panic!("an edit");
    };
    assert_eq!(edit.base, Base::Command(first.id));
    push(replica, &hub, 2);
    agrees(replica, &hub, ticket);
    assert!(replica.attention().unwrap().is_empty());
    let again = replica.apply(second, at(3)).unwrap().unwrap();
    assert!(again.repeated, "the same form, sent again");
    // A page that shows the prediction is sent after the answer.
    let third = user(
        ticket,
        Action::Modify {
            edit: Edit {
                base: Base::Version(seen.version),
                description: None,
                place: Some(Some(Place::new("Hall B").unwrap())),
            },
            assignment: None,
        },
    );
    give(replica, third);
    push(replica, &hub, 4);
    agrees(replica, &hub, ticket);
    assert!(replica.attention().unwrap().is_empty());
}

pub fn an_edit_that_changes_nothing_waits_for_nothing(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let same = replica.apply(user(ticket, new_description(1, "The lift is stuck")), at(1));
    assert!(same.unwrap().unwrap().repeated);
    assert!(replica.outbox().unwrap().is_empty());

    // Somebody else writes the same text first: the hub accepts the edit without a line.
    give(
        replica,
        user(ticket, new_description(1, "The left lift is stuck")),
    );
    accepted(
        &hub,
        user(ticket, new_description(1, "The left lift is stuck")),
        1,
    );
    push(replica, &hub, 2);
    pull(replica, &hub);
    agrees(replica, &hub, ticket);
    assert!(replica.attention().unwrap().is_empty());
}

pub fn an_edit_of_a_refused_prediction_conflicts(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let seen = give(replica, user(ticket, new_description(1, "Mine")));
    accepted(&hub, user(ticket, new_description(1, "Theirs")), 1);
    push(replica, &hub, 2);
    let edit = user(ticket, new_description(seen.version, "Mine again"));
    let decision = replica.apply(edit, at(3)).unwrap();
    assert!(matches!(decision, Err(Refusal::EditedMeanwhile { .. })));
    assert_eq!(replica.attention().unwrap().len(), 1);
    let unknown = user(ticket, description_after(CommandId::new(), "Mine again"));
    assert!(replica.apply(unknown, at(3)).unwrap().is_err());
}

pub fn an_edit_on_top_of_an_own_message_replaces_no_text_that_came_before_the_message(replica: &dyn Replica) {
    let (hub, ticket) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    let seen = give(replica, user(ticket, message("Third floor")));
    give(replica, user(ticket, new_description(seen.version, "Mine")));
    accepted(&hub, user(ticket, new_description(1, "Theirs")), 1);
    push(replica, &hub, 2);
    pull(replica, &hub);
    let item = replica.attention().unwrap().remove(0);
    assert!(
        matches!(item.refusal, Refusal::EditedMeanwhile { .. }),
        "{item:?}"
    );
    let text = on_page(replica, ticket).ticket.description;
    assert_eq!(text.as_str(), "Theirs");
    agrees(replica, &hub, ticket);
}

pub fn a_desk_with_tickets_does_not_join(replica: &dyn Replica) {
    assert_eq!(replica.sync_state().unwrap(), None);
    let alone = replica.apply(report("The lift is stuck"), at(0)).unwrap();
    assert_eq!(alone.unwrap().ticket.number, Some(1), "alone, nothing waits");
    assert!(replica.outbox().unwrap().is_empty());
    assert!(replica.join(Role::User).is_err());
    assert_eq!(replica.sync_state().unwrap(), None);
}

pub fn sent_commands_are_forgotten_by_their_age(replica: &dyn Replica) {
    let (hub, _) = hub_with_a_ticket();
    join(replica, &hub, Role::User);
    give(replica, report("No heating"));
    push(replica, &hub, 2);
    give(replica, report("No light"));
    push(replica, &hub, 7);
    replica.forget_sent(at(7)).unwrap();
    assert_eq!(replica.sent().unwrap().len(), 1);
}
