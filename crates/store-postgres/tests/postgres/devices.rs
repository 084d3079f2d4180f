//! The list of the laptops of all hubs.

use chrono::TimeDelta;
use store::contract::fixtures::at;
use store_postgres::SeenDevice;
use store_postgres::testing::{Desk, cluster};
use tickets::Role;
use uuid::Uuid;

fn seen(device: u128, minutes: i64, waiting: u64) -> SeenDevice {
    SeenDevice {
        device: Uuid::from_u128(device),
        role: Role::User,
        version: "0.1.0".to_owned(),
        last_seen: at(minutes),
        waiting,
    }
}

#[test]
fn a_laptop_is_one_line_of_the_list_with_what_any_hub_saw_last() {
    let desk = Desk::fresh();
    let (one, other) = (
        cluster().open(&desk.database).unwrap(),
        cluster().open(&desk.database).unwrap(),
    );
    one.save_devices(&[seen(1, 5, 3), seen(2, 1, 0)]).unwrap();
    other.save_devices(&[seen(1, 4, 9), seen(2, 7, 2)]).unwrap();
    one.save_devices(&[]).unwrap();
    assert_eq!(one.devices().unwrap(), [seen(2, 7, 2), seen(1, 5, 3)]);
    let mut much_later = seen(3, 8, 0);
    much_later.last_seen += TimeDelta::days(91);
    other.save_devices(std::slice::from_ref(&much_later)).unwrap();
    assert_eq!(
        one.devices().unwrap(),
        [much_later],
        "laptops that stay away for long are forgotten"
    );
}
