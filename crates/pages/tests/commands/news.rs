//! News about the reports of a laptop: what notifications announce, and when.

use pages::commands::{on_screen, ticket};
use pages::news::{self, Happened, News, Policy};
use pages::{Form, Managed, Visit};
use store::Notified;
use tickets::{Caller, CommandId, Role, TicketId};

use crate::visitor::{Office, Visitor};

const NOTHING: Notified = Notified {
    messages: 0,
    answers: 0,
    closed: false,
};
const ANSWERED: Notified = Notified {
    messages: 2,
    answers: 1,
    closed: false,
};
const CLOSED: Notified = Notified {
    closed: true,
    ..ANSWERED
};

/// A user with one report, and the helpdesk.
fn user_and_helpdesk(office: &Office) -> (Visitor, Visitor, TicketId) {
    let (user, helpdesk) = (office.visitor(Role::User), office.visitor(Role::Helpdesk));
    let lift = user.report("The lift is stuck").id;
    (user, helpdesk, lift)
}

fn news(user: &Visitor) -> Vec<News> {
    news::take(user).unwrap()
}

fn happened(user: &Visitor) -> Vec<Happened> {
    news(user).into_iter().map(|news| news.happened).collect()
}

fn close(visitor: &Visitor, ticket: TicketId) {
    visitor.begin_work(ticket);
    let helpdesk = Caller::from(Role::Helpdesk);
    let closed = visitor.desk.close(&helpdesk, CommandId::new(), ticket, None);
    closed.unwrap().unwrap();
}

#[test]
fn an_answer_and_a_closing_are_announced_once() {
    let decide = |now, announced| news::decide(now, Some(announced), 1, false);
    assert_eq!(decide(NOTHING, NOTHING), None);
    assert_eq!(decide(ANSWERED, NOTHING), Some(Happened::Answered));
    assert_eq!(decide(ANSWERED, ANSWERED), None);
    assert_eq!(decide(CLOSED, ANSWERED), Some(Happened::Closed));
    assert_eq!(decide(CLOSED, NOTHING), Some(Happened::AnsweredAndClosed));
    assert_eq!(decide(CLOSED, CLOSED), None);
}

#[test]
fn what_the_reporter_has_read_or_reads_now_is_not_announced() {
    assert_eq!(news::decide(ANSWERED, Some(NOTHING), 2, false), None);
    assert_eq!(
        news::decide(CLOSED, Some(NOTHING), 2, false),
        Some(Happened::Closed)
    );
    assert_eq!(news::decide(CLOSED, Some(NOTHING), 0, true), None);
    let of_an_earlier_version = None;
    assert_eq!(news::decide(CLOSED, of_an_earlier_version, 0, false), None);
}

#[test]
fn only_a_laptop_of_one_person_with_a_hub_shows_notifications() {
    let managed = |shared, notifications| Managed {
        pinned_role: None,
        suggested_role: None,
        zone: chrono_tz::Tz::UTC,
        zone_is_known: true,
        shared,
        notifications,
        in_browser: false,
    };
    assert_eq!(news::policy(&managed(false, true), true), Policy::Show);
    assert_eq!(news::policy(&managed(false, false), true), Policy::Silent);
    assert_eq!(news::policy(&managed(true, true), true), Policy::None);
    assert_eq!(news::policy(&managed(false, true), false), Policy::None);
}

#[test]
fn the_reporter_is_notified_of_an_answer_with_their_own_words_only() {
    let office = Office::open();
    let (user, helpdesk, lift) = user_and_helpdesk(&office);
    user.write(lift, "People are in it");
    assert_eq!(news(&user), [], "the own message is no news");
    helpdesk.write(lift, "A technician is on the way");
    let answered = news(&user);
    assert_eq!(answered.len(), 1);
    assert_eq!(
        (answered[0].ticket, answered[0].happened),
        (lift, Happened::Answered)
    );
    assert_eq!(answered[0].title(), "The helpdesk answered your report");
    assert_eq!(answered[0].text(), "#1 The lift is stuck");
    assert_eq!(news(&user), [], "once");
    helpdesk.write(lift, "He is there");
    user.write(lift, "Thank you");
    assert_eq!(happened(&user), [Happened::Answered], "the next answer is news");
    close(&user, lift);
    assert_eq!(happened(&user), [Happened::Closed]);
    assert_eq!(news(&user), []);
}

#[test]
fn tickets_of_others_and_reports_of_the_helpdesk_are_no_news() {
    let office = Office::open();
    let (user, helpdesk, _) = user_and_helpdesk(&office);
    let of_others = office.visitor(Role::User).report("No light in room 12").id;
    let of_helpdesk = helpdesk.report("A caller has no heating").id;
    for ticket in [of_others, of_helpdesk] {
        helpdesk.write(ticket, "A technician is on the way");
        close(&helpdesk, ticket);
    }
    assert_eq!(news(&user), []);
    assert_eq!(news(&helpdesk), []);
}

#[test]
fn an_answer_in_the_ticket_on_screen_is_announced_only_if_another_window_is_in_front() {
    let office = Office::open();
    let (user, helpdesk, lift) = user_and_helpdesk(&office);
    user.reads(lift);
    helpdesk.write(lift, "A technician is on the way");
    assert_eq!(news(&user), [], "it appears before the reporter's eyes");
    user.shows(lift, &[], false);
    helpdesk.write(lift, "He is there");
    user.send(ticket::ticket_view, [("ticket", &*lift.to_string())]);
    assert_eq!(happened(&user), [Happened::Answered]);
    user.send(on_screen::on_screen, []);
    helpdesk.write(lift, "He has left");
    assert_eq!(happened(&user), [Happened::Answered], "behind the list");
}

#[test]
fn an_answer_that_was_read_before_the_notification_is_not_announced() {
    let office = Office::open();
    let (user, helpdesk, lift) = user_and_helpdesk(&office);
    helpdesk.write(lift, "A technician is on the way");
    user.reads(lift);
    user.send(on_screen::on_screen, []);
    assert_eq!(news(&user), []);
}

/// Otherwise each later change would announce the same answer.
#[test]
fn on_a_full_disk_nothing_is_announced() {
    let office = Office::open();
    let (user, helpdesk, lift) = user_and_helpdesk(&office);
    helpdesk.write(lift, "A technician is on the way");
    user.drafts.fill_the_disk();
    assert_eq!(news(&user), []);
}

#[test]
fn while_the_window_is_the_helpdesks_the_news_wait() {
    let office = Office::open();
    let (user, helpdesk, lift) = user_and_helpdesk(&office);
    helpdesk.write(lift, "A technician is on the way");
    let visit: &dyn Visit = &user;
    visit.choose_role(Role::Helpdesk);
    assert_eq!(news(&user), []);
    visit.choose_role(Role::User);
    assert_eq!(happened(&user), [Happened::Answered]);
    assert!(on_screen::on_screen(visit, &Form::from([("ticket", "nonsense")])).is_err());
}
