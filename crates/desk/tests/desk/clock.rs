//! Dates when the computer's clock jumps.

use chrono::TimeDelta;
use tickets::{CommandId, Role};

use crate::test_desk::{body, test_desk, user};

#[test]
fn dates_stay_in_order_when_the_clock_jumps_back_an_hour() {
    let test = test_desk();
    let reported = test.report("The lift in hall B is stuck");
    test.clock.advance(TimeDelta::minutes(10));
    let started = test.start(reported.id);
    test.clock.advance(-TimeDelta::hours(1));
    let written = test
        .desk
        .write(&user(), CommandId::new(), reported.id, body("Anyone?"))
        .unwrap()
        .unwrap();
    let closed = test.close(reported.id);
    assert_eq!(started.modified_at - reported.opened_at, TimeDelta::minutes(10));
    assert_eq!(written.message.unwrap().created_at, started.modified_at);
    assert_eq!(closed.closed_at, Some(started.modified_at));
    let page = test
        .desk
        .ticket_page(Role::Helpdesk, reported.id.into())
        .unwrap()
        .full()
        .unwrap();
    assert!(page.history.is_sorted_by_key(|entry| (entry.at, entry.version)));
    assert_eq!(page.history.len(), 4);
}

#[test]
fn a_ticket_reported_after_the_jump_has_dates_of_its_own() {
    let test = test_desk();
    let before = test.report("The lift in hall B is stuck");
    test.clock.advance(-TimeDelta::hours(1));
    let after = test.report("No light in room 12");
    assert_eq!(before.opened_at - after.opened_at, TimeDelta::hours(1));
    assert!(
        after.number > before.number,
        "numbers follow the order of acceptance, whatever the clock says"
    );
    assert!(after.opened_at <= after.modified_at);
}
