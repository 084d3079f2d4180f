//! "New answer" beside a report: until the answer was in the visible part of the window in front.

use pages::commands::{on_screen, ticket};
use pages::{Form, Visit};
use store::contract::fixtures::{accepted, message};
use store::contract::replica_fixtures::{begin, finish, helpdesk, pull, push};
use store::{MemoryStore, Replica, TicketStore};
use tickets::{Role, TicketId};

use crate::test_hub::TestHub;
use crate::visitor::{Office, Visitor};

/// A user with one report, and the helpdesk.
fn user_and_helpdesk(office: &Office) -> (Visitor, Visitor, TicketId) {
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    (user, helpdesk, lift)
}

#[test]
fn an_answer_is_new_until_it_was_on_screen() {
    let office = Office::open();
    let (user, helpdesk, lift) = user_and_helpdesk(&office);
    user.write(lift, "People are in it");
    assert!(!user.has_new_answer(), "the own message is not an answer");
    helpdesk.write(lift, "A technician is on the way");
    assert!(user.has_new_answer());
    user.open(lift);
    assert!(
        user.has_new_answer(),
        "the thread is long: the answer is below what is visible"
    );
    user.shows(lift, &[], true);
    assert!(user.has_new_answer());
    user.reads(lift);
    assert!(!user.has_new_answer());
    assert_eq!(
        user.refreshed.lock().unwrap().last(),
        Some(&Some(lift)),
        "the list on screen is refreshed"
    );
}

#[test]
fn each_answer_must_have_been_on_screen_in_whatever_order() {
    let office = Office::open();
    let (user, helpdesk, lift) = user_and_helpdesk(&office);
    for answer in ["A technician is on the way", "He is there"] {
        helpdesk.write(lift, answer);
    }
    user.write(lift, "I see nobody");
    helpdesk.write(lift, "On the other side");
    let [first, second, third] = user.answers(lift)[..] else {
        panic!()
    };
    // The page opens at the newest message.
    user.shows(lift, &[third], true);
    assert!(user.has_new_answer(), "the two above it");
    user.shows(lift, &[third, first], true);
    assert!(user.has_new_answer());
    user.shows(lift, &[third, first, second], true);
    assert!(!user.has_new_answer());
    helpdesk.write(lift, "It runs again");
    assert!(user.has_new_answer());
    user.shows(lift, &[third, first, second], true);
    assert!(user.has_new_answer(), "it is not on the page yet");
}

/// "Back" hides a ticket, which is refreshed all the same.
#[test]
fn an_answer_that_arrives_in_a_ticket_behind_the_list_or_in_a_window_behind_others_stays_new() {
    let office = Office::open();
    let (user, helpdesk, lift) = user_and_helpdesk(&office);
    let refresh = || drop(user.send(ticket::ticket_view, [("ticket", &*lift.to_string())]));
    user.open(lift);
    user.send(on_screen::on_screen, []);
    helpdesk.write(lift, "A technician is on the way");
    refresh();
    assert!(user.has_new_answer());
    user.shows(lift, &[], false);
    refresh();
    assert!(user.has_new_answer(), "another window is in front");
    user.shows(lift, &user.answers(lift), true);
    assert!(!user.has_new_answer(), "it was read");
}

#[test]
fn the_helpdesk_reads_no_answers_for_the_reporter() {
    let office = Office::open();
    let (user, helpdesk, lift) = user_and_helpdesk(&office);
    helpdesk.write(lift, "A technician is on the way");
    let visit: &dyn Visit = &user;
    visit.choose_role(Role::Helpdesk);
    user.reads(lift);
    visit.choose_role(Role::User);
    assert!(user.has_new_answer());
}

#[test]
fn what_is_no_id_of_a_message_is_refused() {
    let office = Office::open();
    let (user, _, lift) = user_and_helpdesk(&office);
    let form = Form::from([("ticket", &*lift.to_string()), ("read", "the first one")]);
    assert!(on_screen::on_screen(&user, &form).is_err());
}

/// The answer is older at the hub than the message that the reporter wrote without a network, so it comes before it.
#[test]
fn an_answer_that_arrives_before_a_message_that_was_written_offline_is_new() {
    let (hub, laptop) = (MemoryStore::new(), TestHub::new());
    let replica: &dyn Replica = &*laptop.replica;
    begin(replica, &hub);
    finish(replica, &hub);
    let office = Office::of_laptop(&laptop);
    let user = office.visitor(Role::User);
    let lift = user.report("The lift is stuck").id;
    push(replica, &hub, 1);

    user.write(lift, "Third floor");
    user.reads(lift);
    accepted(&hub, helpdesk(lift, message("Which floor?")), 1);
    pull(replica, &hub);
    assert!(user.has_new_answer(), "while the own message waits");
    push(replica, &hub, 2);
    pull(replica, &hub);
    let page = hub.ticket_page(lift.into()).unwrap().unwrap();
    assert_eq!(page.messages[1].body.as_str(), "Third floor");
    assert!(user.has_new_answer(), "once it was sent");
    user.shows(lift, &[], true);
    assert!(user.has_new_answer());
    user.reads(lift);
    assert!(!user.has_new_answer());
}
