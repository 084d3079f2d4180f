//! When a hub and its laptops have the same.

use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use uuid::Uuid;
use wire::sync::{Device, Hello};

use super::State;
use crate::Hub;

/// The longest time until everything has arrived, on a busy machine. The laptops' pauses alone can take half a minute.
const LONGEST: Duration = Duration::from_secs(150);

/// Waits until the hub has everything of the laptops, and the laptops everything of the hub. `states` asks the laptops.
///
/// # Panics
/// That takes longer than on the slowest machine.
pub fn wait_until_even(runtime: &Runtime, hub: &Hub, mut states: impl FnMut() -> Vec<State>) {
    let began = Instant::now();
    loop {
        let (before, states) = (hello(runtime, hub), states());
        // A command may have been answered between the two questions.
        if states.iter().all(|state| state.is_even_with(&before)) && hello(runtime, hub).head == before.head {
            return;
        }
        assert!(
            began.elapsed() < LONGEST,
            "the hub: {before:?}, the laptops: {states:?}"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

fn hello(runtime: &Runtime, hub: &Hub) -> Hello {
    let device = Device {
        id: Uuid::nil(),
        version: "test".to_owned(),
        waiting: 0,
    };
    let helpdesk = hub.client("helpdesk");
    runtime.block_on(helpdesk.sync_hello(&device)).expect("the hub")
}
