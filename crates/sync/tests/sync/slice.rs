//! The shortest path, and examples that a person would recognise.

use std::time::Duration;

use store::{PREDICTED, TicketStore};
use sync::{Ask, Event, Failure, Link};
use tickets::{Action, Refusal, Role, Status, TextPart, TicketId};

use crate::checks::{conservation, convergence};
use crate::disk::Disk;
use crate::laptop::Laptop;
use crate::world::{World, edit, message};

const A: usize = 0;
const B: usize = 1;

/// A user's laptop and one of the helpdesk, both current.
fn user_and_helpdesk() -> World {
    let mut world = World::new(&[Role::User, Role::Helpdesk], 1);
    world.heal();
    world
}

#[test]
fn a_report_on_one_laptop_appears_on_the_other() {
    let mut world = user_and_helpdesk();
    let ticket = world.reports(A, "The lift is stuck");
    let own = world.laptops[A].disk.ticket(ticket.into()).unwrap().unwrap();
    assert_eq!(own.number, None, "not sent yet");
    world.settle(A);
    let own = world.laptops[A].disk.ticket(ticket.into()).unwrap().unwrap();
    assert_eq!(own.number, Some(1), "with the hub's answer");
    world.settle(B);
    let theirs = world.laptops[B].disk.ticket(ticket.into()).unwrap().unwrap();
    assert_eq!(theirs.description.as_str(), "The lift is stuck");
    conservation(&world);
    convergence(&world);
}

#[test]
fn what_was_written_offline_is_sent_when_the_network_returns() {
    let mut world = user_and_helpdesk();
    for laptop in [A, B] {
        while !world.laptops[laptop].requests.is_empty() {
            let request = world.laptops[laptop].requests.remove(0);
            world.on(laptop, Laptop::fail(&request, Failure::Unreachable));
        }
    }
    let ticket = world.reports(A, "The lift is stuck");
    world.gives(A, ticket, edit(PREDICTED + 1, "The lift is stuck, third floor"));
    world.gives(A, ticket, message("Hurry"));
    assert_eq!(world.laptops[A].engine.link(), Link::Offline);
    world.heal();
    convergence(&world);
    assert_eq!(world.hub.head(), 3);
    assert!(
        world.laptops[A].attention().is_empty(),
        "nobody conflicts with themselves"
    );
}

#[test]
fn a_closed_ticket_leaves_the_users_laptop_and_what_was_typed_needs_attention() {
    let mut world = user_and_helpdesk();
    let ticket = world.reports(A, "The lift is stuck");
    world.heal();
    world.gives(B, ticket, Action::Start);
    world.gives(B, ticket, Action::Close);
    world.settle(B);
    world.gives(A, ticket, message("It is stuck again"));
    world.heal();
    assert_eq!(world.laptops[A].disk.ticket(ticket.into()).unwrap(), None);
    let items = world.laptops[A].attention();
    assert_eq!(items[0].command.action, message("It is stuck again"));
    assert!(matches!(items[0].refusal, Refusal::ClosedMeanwhile { .. }));
    convergence(&world);
}

#[test]
fn two_edits_of_one_text_conflict_once_and_both_texts_stay() {
    let mut world = user_and_helpdesk();
    let ticket = world.reports(A, "The lift is stuck");
    world.heal();
    world.gives(A, ticket, edit(1, "The left lift is stuck"));
    world.gives(B, ticket, edit(1, "The right lift is stuck"));
    world.settle(A);
    world.settle(B);
    world.heal();
    let items = world.laptops[B].attention();
    assert!(
        matches!(&items[0].refusal, Refusal::EditedMeanwhile { theirs, .. } if theirs.description.as_str() == "The left lift is stuck")
    );
    conservation(&world);
    convergence(&world);
}

#[test]
fn an_answer_that_is_lost_after_the_commit_doubles_nothing() {
    let mut world = user_and_helpdesk();
    world.reports(A, "The lift is stuck");
    let push = world.laptops[A].requests.len() - 1;
    world.deliver(A, push);
    let answer = world.laptops[A].answers.pop().unwrap();
    let Event::PushAnswer(request, _) = answer else {
        panic!("a push: {answer:?}")
    };
    world.on(A, Event::Failed(request, Failure::Unreachable));
    assert_eq!(world.hub.head(), 1);
    world.heal();
    assert_eq!(world.hub.head(), 1);
    convergence(&world);
}

#[test]
fn a_restored_hub_gets_back_what_the_laptops_had_sent() {
    let mut world = user_and_helpdesk();
    let before = world.reports(A, "The lift is stuck");
    world.heal();
    let backup = world.hub.store.restored();
    world.gives(B, before, Action::Start);
    world.gives(A, before, message("Third floor"));
    let lost = world.reports(A, "No heating");
    world.heal();
    world.restore(backup);
    assert_eq!(world.hub.head(), 1);
    world.heal();
    conservation(&world);
    convergence(&world);
    assert_eq!(world.hub.head(), 4, "each command once");
    let hub = &world.hub.store;
    assert_eq!(
        hub.ticket(lost.into()).unwrap().unwrap().number,
        Some(2),
        "numbers stay"
    );
    assert_eq!(hub.ticket(before.into()).unwrap().unwrap().status, Status::Active);
}

#[test]
fn a_hub_that_went_back_in_time_without_a_new_generation_is_noticed() {
    let mut world = user_and_helpdesk();
    world.reports(A, "The lift is stuck");
    world.heal();
    let snapshot = world.hub.store.copy();
    world.reports(A, "No heating");
    // The answer to the command arrives, the feed not yet.
    let push = world.laptops[A].requests.len() - 1;
    world.deliver(A, push);
    world.answer(A, 0);
    world.restore(snapshot);
    world.heal();
    assert_eq!(world.hub.head(), 2);
    convergence(&world);
}

#[test]
fn an_edit_of_a_text_that_the_hub_lost_replaces_no_other_text() {
    const C: usize = 2;
    let mut world = World::new(&[Role::User, Role::Helpdesk, Role::User], 1);
    let ticket = world.reports(A, "The lift is stuck");
    world.heal();
    let older = world.hub.store.copy();
    world.gives(B, ticket, edit(1, "The left lift is stuck"));
    world.heal();
    world.gives(A, ticket, edit(2, "The left lift is stuck on floor 3"));
    world.restore(older);
    // Another laptop gives the ticket a version 2 before the first two notice it.
    world.settle(C);
    world.gives(C, ticket, edit(1, "The right lift is stuck"));
    world.settle(C);
    world.heal();
    let hub = world.hub.store.ticket(ticket.into()).unwrap().unwrap();
    assert_eq!(hub.description.as_str(), "The right lift is stuck");
    for (laptop, text) in [
        (A, "The left lift is stuck on floor 3"),
        (B, "The left lift is stuck"),
    ] {
        let item = world.laptops[laptop].attention().remove(0);
        let Refusal::EditedMeanwhile { theirs, yours } = item.refusal else {
            panic!("both texts: {item:?}");
        };
        assert_eq!(theirs.description, hub.description);
        assert_eq!(yours.description.unwrap().as_str(), text);
    }
    conservation(&world);
    convergence(&world);
}

#[test]
fn what_a_hub_answered_before_it_went_back_in_time_is_not_believed() {
    for crashes in [false, true] {
        let mut world = user_and_helpdesk();
        let ticket = world.reports(A, "My password is tulip");
        world.heal();
        let backup = world.hub.store.restored();
        let text = TextPart::Description;
        world.gives(B, ticket, Action::RemoveText { text });
        world.heal();
        world.restore(backup);
        let snapshot = world.hub.store.copy();
        // The removal is sent again, and answered. The pull beside it waits.
        let is_push = |request: &Ask| matches!(request, Ask::Push(..));
        world.on(B, Event::Woke);
        while world.hub.store.ticket(ticket.into()).unwrap().unwrap().version == 1 {
            let at = world.laptops[B].requests.iter().position(is_push).unwrap_or(0);
            world.deliver(B, at);
            world.answer(B, 0);
        }
        assert_eq!(world.version(B, ticket), 2, "the answer has the ticket");
        world.restore(snapshot);
        if crashes {
            let mono = world.mono;
            world.laptops[B].crash(mono);
        }
        // The hub reaches the number of the answer with another command.
        world.gives(A, ticket, message("Third floor"));
        world.settle(A);
        world.heal();
        conservation(&world);
        convergence(&world);
    }
}

#[test]
fn a_message_in_a_ticket_that_the_hub_lost_waits_for_the_ticket() {
    let mut world = user_and_helpdesk();
    let snapshot = world.hub.store.copy();
    let ticket = world.reports(A, "The lift is stuck");
    world.heal();
    world.restore(snapshot);
    // The laptop sends before it reads.
    let written = world.gives(A, ticket, message("Third floor"));
    let is_push = |request: &Ask| matches!(request, Ask::Push(..));
    let push = world.laptops[A].requests.iter().position(is_push).unwrap();
    world.deliver(A, push);
    world.answer(A, 0);
    world.heal();
    conservation(&world);
    convergence(&world);
    assert!(world.laptops[A].attention().is_empty());
    let page = world.hub.store.ticket_page(ticket.into()).unwrap().unwrap();
    assert_eq!(page.messages[0].id.0, written.0);
}

#[test]
fn a_hub_that_went_back_before_the_first_page_of_a_first_sync_is_noticed() {
    let mut world = user_and_helpdesk();
    let ticket = world.reports(A, "The lift is stuck");
    world.heal();
    let snapshot = world.hub.store.copy();
    for number in 0..9 {
        world.reports(A, &format!("Report {number}"));
    }
    world.heal();
    world.add(Role::User, Disk::memory());
    while world.laptops[2]
        .requests
        .iter()
        .all(|request| !matches!(request, Ask::Pull(..)))
    {
        world.deliver(2, 0);
        world.answer(2, 0);
    }
    world.restore(snapshot);
    // The laptops that could send their reports again are gone.
    world.laptops.drain(..2);
    world.add(Role::Helpdesk, Disk::memory());
    world.heal();
    world.gives(1, ticket, Action::Start);
    world.gives(1, ticket, Action::Close);
    world.heal();
    let own = world.laptops[0].disk.ticket(ticket.into()).unwrap();
    assert_eq!(own, None, "a closed ticket leaves the laptop");
}

#[test]
fn a_helpdesk_laptop_notices_a_hub_that_went_back_between_its_two_readings() {
    let mut world = World::new(&[Role::User], 1);
    world.heal();
    let snapshot = world.hub.store.copy();
    world.reports(A, "The lift is stuck");
    world.heal();
    world.add(Role::Helpdesk, Disk::memory());
    let position = |world: &World| {
        let state = world.laptops[B].disk.sync_state().unwrap();
        state.and_then(|state| state.position)
    };
    while position(&world).is_none_or(|position| position.unclosed_first) {
        world.deliver(B, 0);
        world.answer(B, 0);
    }
    world.restore(snapshot);
    // The laptop that could send the report again is gone.
    world.laptops.swap_remove(A);
    world.heal();
    assert_eq!(world.laptops[0].disk.counts().unwrap().of(None, None, None), 0);
}

#[test]
fn two_laptops_with_one_copied_folder_lose_and_double_nothing() {
    let mut world = user_and_helpdesk();
    let ticket = world.reports(A, "The lift is stuck");
    let copy = world.laptops[A].disk.copy();
    world.add(Role::User, copy);
    world.gives(A, ticket, message("From one"));
    world.gives(2, ticket, message("From the other"));
    world.heal();
    assert_eq!(world.hub.head(), 3);
    conservation(&world);
    convergence(&world);
}

#[test]
fn a_poison_command_does_not_hold_up_the_others() {
    let mut world = user_and_helpdesk();
    for laptop in [A, B] {
        world.settle(laptop);
    }
    let poison = world.reports(A, "Poison");
    for number in 0..20 {
        world.reports(A, &format!("Report {number}"));
    }
    let mut time = Duration::ZERO;
    while world.hub.head() < 20 {
        time += fail_on(&mut world, poison);
    }
    assert!(
        time <= Duration::from_secs(1),
        "the others have waited for {time:?}"
    );
    assert_eq!(world.laptops[A].outbox().len(), 1);
    assert_eq!(
        world.laptops[A].engine.parked().count(),
        0,
        "it may be a short failure"
    );

    let waits = world.laptops[A].outbox().remove(0).command.id;
    let mut time = Duration::ZERO;
    while world.laptops[A].engine.parked().next().is_none() {
        time += fail_on(&mut world, poison);
        assert!(time < Duration::from_secs(60), "it is not parked");
    }
    assert_eq!(world.laptops[A].engine.parked().collect::<Vec<_>>(), [waits]);
    // The hub is repaired: the command is tried again within the hour.
    world.advance(Duration::from_secs(60 * 60));
    world.heal();
    assert_eq!(world.laptops[A].engine.parked().count(), 0);
    assert_eq!(world.hub.head(), 21);
    convergence(&world);
}

/// The hub fails on a batch with a command of `poison`, and another batch passes. If none is on its way, time passes, which is
/// returned.
fn fail_on(world: &mut World, poison: TicketId) -> Duration {
    let requests = world.laptops[A].requests.iter();
    let mut pushes = requests
        .enumerate()
        .filter(|(_, request)| matches!(request, Ask::Push(..)));
    let Some((at, Ask::Push(_, _, commands))) = pushes.next() else {
        let passes = Duration::from_millis(100);
        world.advance(passes);
        return passes;
    };
    let outbox = world.laptops[A].outbox();
    let has_poison = outbox
        .iter()
        .any(|waiting| waiting.command.ticket == poison && commands.contains(&waiting.command.id));
    if has_poison {
        let request = world.laptops[A].requests.remove(at);
        world.on(A, Laptop::fail(&request, Failure::Broken));
    } else {
        world.deliver(A, at);
        world.answer(A, 0);
    }
    Duration::ZERO
}
