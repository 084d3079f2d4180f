//! Texts and names of tickets that were closed long ago are removed, on request and in the background.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use store::TicketStore;
use tickets::{Event, REMOVED, Status, TicketId};

use crate::test_desk::{TestDesk, test_desk};

const MONTHS: u32 = 24;

/// The time that it takes until a closed ticket is past its retention.
const LONG: TimeDelta = TimeDelta::days(24 * 31);

fn text(test: &TestDesk, ticket: TicketId) -> String {
    test.ticket(ticket).description.as_str().to_owned()
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(20), "not in time: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn the_background_removes_texts_past_the_retention_and_leaves_the_figures() {
    let test = test_desk();
    let (old, open) = (test.closed(), test.report("No heating"));
    test.clock.advance(LONG);
    let new = test.closed();
    let counts = test.store.counts().unwrap();
    let retention = test.desk.retain_in_background(MONTHS).unwrap();
    wait_until("the old text is removed", || text(&test, old.id) == REMOVED);
    drop(retention);
    assert_eq!(text(&test, new.id), new.description.as_str());
    assert_eq!(text(&test, open.id), "No heating");
    assert_eq!(test.store.counts().unwrap(), counts);
    let left = test.ticket(old.id);
    assert_eq!(
        (left.status, left.closed_at, left.category, left.place),
        (Status::Closed, old.closed_at, old.category, old.place)
    );
    let page = test.store.ticket_page(old.id.into()).unwrap().unwrap();
    let last = page.history.last().expect("the removal");
    assert!(matches!(last.event, Event::TextRemoved { .. }), "{last:?}");
    assert_eq!(last.name, None, "nobody did it");
}

/// More tickets than one batch.
#[test]
fn all_tickets_are_reached_and_none_is_changed_twice() {
    let test = test_desk();
    let old: Vec<TicketId> = (0..45).map(|_| test.closed().id).collect();
    test.clock.advance(LONG);
    assert_eq!(test.desk.count_past_retention(MONTHS).unwrap(), 45);
    let retention = test.desk.retain_in_background(MONTHS).unwrap();
    wait_until("all texts are removed", || {
        test.desk.count_past_retention(MONTHS).unwrap() == 0
    });
    drop(retention);
    let feed = *test.desk.feed().borrow();
    assert!(old.iter().all(|ticket| text(&test, *ticket) == REMOVED));
    assert_eq!(test.desk.apply_retention(MONTHS, || true).unwrap(), 0);
    assert_eq!(*test.desk.feed().borrow(), feed, "nothing is left to do");
}

#[test]
fn the_program_can_end_between_two_batches() {
    let test = test_desk();
    let old: Vec<TicketId> = (0..45).map(|_| test.closed().id).collect();
    test.clock.advance(LONG);
    let batches = std::cell::Cell::new(0);
    let go_on = || batches.replace(batches.get() + 1) < 1;
    let done = test.desk.apply_retention(MONTHS, go_on).unwrap();
    assert!((1..45).contains(&done), "one batch: {done}");
    let removed = old.iter().filter(|ticket| text(&test, **ticket) == REMOVED);
    assert_eq!(removed.count(), done);
    // The next run goes on.
    assert_eq!(test.desk.apply_retention(MONTHS, || true).unwrap(), 45 - done);
}

#[test]
fn a_retention_is_counted_in_months_of_the_calendar() {
    let test = test_desk();
    test.closed();
    // Closed on 2 March 2026, 09:00.
    test.clock.advance(TimeDelta::days(28 + 3));
    assert_eq!(test.desk.count_past_retention(1).unwrap(), 0, "2 April, 09:00");
    test.clock.advance(TimeDelta::milliseconds(1));
    assert_eq!(test.desk.count_past_retention(1).unwrap(), 1);
}
