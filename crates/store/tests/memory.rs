//! The contract suite on the memory store.

use store::{Bulk, MemoryStore, Replica, Store};
use tickets::Role;

fn fresh() -> Box<dyn Store> {
    Box::new(MemoryStore::new())
}

store::contract!(crate::fresh);

fn fresh_replica() -> Box<dyn Replica> {
    Box::new(MemoryStore::new())
}

store::replica_contract!(crate::fresh_replica);

#[test]
fn nothing_is_imported_into_a_replica() {
    let replica = MemoryStore::new();
    replica.join(Role::Helpdesk).unwrap();
    let refused = replica.import(Vec::new(), &mut |_| ()).unwrap_err();
    assert!(refused.to_string().contains("import them there"), "{refused}");
}
