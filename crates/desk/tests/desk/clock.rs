//! Clocks that jump.

use chrono::TimeDelta;
use tickets::{CommandId, Role};

use crate::office::{body, office, user};

#[test]
fn dates_stay_in_order_when_the_clock_jumps_back_an_hour() {
    let office = office();
    let reported = office.report("The lift in hall B is stuck");
    office.clock.turn(TimeDelta::minutes(10));
    let started = office.start(reported.id);
    office.clock.turn(-TimeDelta::hours(1));
    let said = office
        .desk
        .write(&user(), CommandId::new(), reported.id, body("Anyone?"))
        .unwrap()
        .unwrap();
    let closed = office.close(reported.id);
    assert_eq!(started.modified_at - reported.opened_at, TimeDelta::minutes(10));
    assert_eq!(said.message.unwrap().created_at, started.modified_at);
    assert_eq!(closed.closed_at, Some(started.modified_at));
    let page = office
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
    let office = office();
    let before = office.report("The lift in hall B is stuck");
    office.clock.turn(-TimeDelta::hours(1));
    let after = office.report("No light in room 12");
    assert_eq!(before.opened_at - after.opened_at, TimeDelta::hours(1));
    assert!(
        after.number > before.number,
        "numbers follow the order of acceptance, whatever the clock says"
    );
    assert!(after.opened_at <= after.modified_at);
}
