//! Opening a desk.

use store::contract::fixtures::reported;
use store::{Feed, Store, StoreError, TicketStore};
use store_postgres::testing::{Template, cluster};
use store_postgres::{Address, Migration, PostgresStore};

#[test]
fn hubs_that_start_at_once_on_an_empty_database_make_one_desk() {
    let database = cluster().database(Template::Empty);
    let hubs: Vec<PostgresStore> = std::thread::scope(|scope| {
        let starting: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| cluster().open(&database).unwrap()))
            .collect();
        starting.into_iter().map(|hub| hub.join().unwrap()).collect()
    });
    let generations: Vec<_> = hubs.iter().map(Feed::generation).collect();
    assert!(generations.windows(2).all(|two| two.first() == two.last()));
    for hub in &hubs {
        reported(hub as &dyn Store, "The lift is stuck", 0);
    }
    assert!(
        hubs.iter()
            .all(|hub| hub.counts().unwrap().of(None, None, None) == 6)
    );
}

#[test]
fn a_desk_of_a_newer_version_is_opened_only_if_its_schema_allows_it() {
    let database = cluster().database(Template::Desk);
    let open = || cluster().open(&database).map(drop);
    cluster().run(&database, "insert into schema_step (number) values (99)");
    open().expect("the newer schema only adds");
    cluster().run(&database, "update desk set writes_from = 99");
    let refused = open().unwrap_err();
    assert!(
        matches!(
            refused,
            StoreError::Newer {
                found: 99,
                known: 2,
                ..
            }
        ),
        "{refused}"
    );
}

#[test]
fn an_older_schema_is_changed_only_if_that_is_asked_for_and_by_one_of_several_hubs() {
    let database = cluster().database(Template::Desk);
    // As the schema was before its second step.
    cluster().run(
        &database,
        "delete from schema_step where number = 2; alter table desk drop column incomplete; drop table device;
        alter table learning drop column learner, drop column learns_until",
    );
    let refused = cluster()
        .open_with(&database, Migration::Refused)
        .err()
        .expect("an older schema");
    assert!(
        refused.to_string().contains("start one hub with --migrate"),
        "{refused}"
    );
    let ticket = std::thread::scope(|scope| {
        let starting: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| cluster().open(&database).unwrap()))
            .collect();
        let hubs: Vec<_> = starting.into_iter().map(|hub| hub.join().unwrap()).collect();
        reported(&hubs[0], "The lift is stuck", 0)
    });
    let hub = cluster().open_with(&database, Migration::Refused).unwrap();
    assert!(hub.ticket(ticket.into()).unwrap().is_some());
}

#[test]
fn a_password_is_not_part_of_a_message() {
    let address = Address::parse("postgresql://desk@127.0.0.1:1/desk").unwrap();
    let opened = PostgresStore::open(&address.with_password("hunter2"), Migration::Refused);
    let unreachable = opened.err().expect("there is no such server").to_string();
    assert!(
        unreachable.contains("the database desk on 127.0.0.1"),
        "{unreachable}"
    );
    assert!(!unreachable.contains("hunter2"), "{unreachable}");
}
