//! Opening a desk.

use store::contract::fixtures::reported;
use store::{Feed, Store, StoreError, TicketStore};
use store_postgres::{Migration, PostgresStore};

use crate::cluster::{Template, cluster};

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
                known: 1,
                ..
            }
        ),
        "{refused}"
    );
}

#[test]
fn a_password_is_never_part_of_the_address_nor_of_a_message() {
    let open = |address: &str, password| {
        let opened = PostgresStore::open(address, password, Migration::Refused);
        opened.err().expect("there is no such server").to_string()
    };
    let refused = open("postgresql://desk:hunter2@127.0.0.1:1/desk", None);
    assert!(
        refused.contains("file of its own") && !refused.contains("hunter2"),
        "{refused}"
    );
    let unreachable = open("postgresql://desk@127.0.0.1:1/desk", Some("hunter2"));
    assert!(
        unreachable.contains("the database desk on 127.0.0.1"),
        "{unreachable}"
    );
    assert!(!unreachable.contains("hunter2"), "{unreachable}");
}
