//! The contract suite on the memory store.

use store::{MemoryStore, Replica, Store};

fn fresh() -> Box<dyn Store> {
    Box::new(MemoryStore::new())
}

store::contract!(crate::fresh);

fn fresh_replica() -> Box<dyn Replica> {
    Box::new(MemoryStore::new())
}

store::replica_contract!(crate::fresh_replica);
