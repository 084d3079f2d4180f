//! The contract suite on the memory store.

use store::{MemoryStore, Store};

fn fresh() -> Box<dyn Store> {
    Box::new(MemoryStore::new())
}

store::contract!(crate::fresh);
