use std::sync::mpsc::sync_channel;
use std::time::Duration;

use super::queue::QUEUE;
use super::*;
use crate::contract::fixtures::{at, report};
use crate::{Feed, SqliteStore, TicketStore};

/// A queue that is full: the writer works on a job until the test lets it go on.
#[test]
fn a_full_queue_makes_callers_wait_and_a_checkpoint_give_up() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
    let handle = &store.open.writer;
    let (go_on, waits) = sync_channel::<()>(0);
    let (begun, begins) = sync_channel::<()>(0);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let long = move |_: &Connection| {
                begun.send(()).unwrap();
                waits.recv().unwrap();
                Ok(())
            };
            handle.write(Box::new(long)).unwrap();
        });
        begins.recv().unwrap();
        let (ignored, _answers) = sync_channel(2 * QUEUE);
        let enqueue = || handle.sender().try_send(Job::Checkpoint(ignored.clone()));
        let waiting = (0..).take_while(|_| enqueue().is_ok()).count();
        assert_eq!(waiting, QUEUE, "the queue is bounded");

        let (answer, answered) = sync_channel(1);
        scope.spawn(move || answer.send(handle.checkpoint()).unwrap());
        let gave_up = answered
            .recv_timeout(Duration::from_secs(60))
            .expect("it gives up");
        assert!(gave_up.unwrap_err().to_string().contains("is being written"));

        let caller = scope.spawn(|| store.apply(report("The lift is stuck"), at(0)));
        assert!(!caller.is_finished(), "a caller waits");
        assert_eq!(*store.feed().borrow(), 0);
        go_on.send(()).unwrap();
        caller.join().unwrap().unwrap().unwrap();
    });
    assert_eq!(*store.feed().borrow(), 1);
    store.checkpoint().unwrap();
}
