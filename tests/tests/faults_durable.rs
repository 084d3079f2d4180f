//! Durability, checked in the hub's system calls: no acknowledgement is sent before the write-ahead log was synced
//! after its last frame.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use end_to_end::durability_trace::{Acknowledgements, acknowledgements};
use end_to_end::{Hub, binary};
use tempfile::tempdir;
use tickets::CommandId;
use wire::{NewMessage, NewTicket};

#[test]
fn no_acknowledgement_is_sent_before_its_frames_are_synced() {
    let counts = trace_hub(|_| {});
    assert_eq!(
        counts,
        Acknowledgements {
            durable: 40,
            too_early: 0
        }
    );
}

/// Proves that the check can fail: a hub with `synchronous=NORMAL` sends acknowledgements too early.
#[test]
fn the_check_detects_a_hub_that_does_not_wait_for_the_disk() {
    if !cfg!(debug_assertions) {
        eprintln!("only debug builds can be asked to be less durable");
        return;
    }
    let counts = trace_hub(|hub| {
        hub.env("CAMPUS_DESK_TEST_LESS_DURABLE", "1");
    });
    assert_eq!(counts.durable + counts.too_early, 40);
    assert!(counts.too_early > 30, "{counts:?}");
}

/// Traces a hub while one client reports and writes, forty commands in all.
fn trace_hub(change: impl Fn(&mut Command)) -> Acknowledgements {
    let folder = tempdir().expect("a folder");
    let trace = folder.path().join("trace.txt");
    let mut strace = strace(&trace);
    change(&mut strace);
    let hub = Hub::start_as(&mut strace, folder.path());
    let user = hub.client("user");
    let work = async {
        for count in 0..20 {
            let new = NewTicket {
                description: format!("Lift {count} is stuck"),
                ..NewTicket::default()
            };
            let ticket = user.report(CommandId::new(), &new).await.expect("reported");
            let new = NewMessage {
                body: "Anyone?".to_owned(),
                name: None,
            };
            user.write(CommandId::new(), ticket.id, &new)
                .await
                .expect("written");
        }
    };
    tokio::runtime::Runtime::new().expect("a runtime").block_on(work);
    let main_thread = hub.id();
    assert!(hub.stop().success());
    acknowledgements(&complete_trace(&trace, main_thread))
}

/// The trace, once it contains the hub's end: strace is a process of its own and may be late.
fn complete_trace(trace: &Path, main_thread: u32) -> String {
    let main_thread = main_thread.to_string();
    for _ in 0..500 {
        let text = fs::read_to_string(trace).expect("a trace");
        // Compared by words, because strace pads ids to five places.
        if text.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(&main_thread) && words.next() == Some("+++")
        }) {
            return text;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("the trace has no end");
}

fn strace(trace: &Path) -> Command {
    let found = Command::new("strace").arg("--version").output();
    assert!(
        found.is_ok_and(|strace| strace.status.success()),
        "strace is not installed. `cargo xtask test faults` installs it"
    );
    let mut strace = Command::new("strace");
    strace
        // Detached, so that the child process is the hub itself.
        .args([
            "--daemonize=grandchild",
            "--follow-forks",
            "--seccomp-bpf",
            "--decode-fds=path",
            "--string-limit=16",
        ])
        .args(["--trace=pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync"])
        .arg("--output")
        .arg(trace)
        .arg(binary("campus-desk-hub"));
    strace
}
