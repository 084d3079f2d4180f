//! What was acknowledged is on the disk, shown apart: in the system calls of a hub at work, no acknowledgement
//! leaves before the write-ahead log was synced after its last frame.
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

use end_to_end::syscalls::{Verdict, judge};
use end_to_end::{Hub, binary};
use tempfile::tempdir;
use tickets::CommandId;
use wire::{NewMessage, NewTicket};

#[test]
fn no_acknowledgement_leaves_before_the_disk_has_it() {
    let verdict = watched(|_| {});
    assert_eq!(
        verdict,
        Verdict {
            durable: 40,
            too_early: 0
        }
    );
}

/// The same hub with `synchronous=NORMAL`: seen, and condemned.
#[test]
fn a_hub_that_does_not_wait_for_the_disk_is_found_out() {
    if !cfg!(debug_assertions) {
        eprintln!("only debug builds can be asked to be less durable");
        return;
    }
    let verdict = watched(|hub| {
        hub.env("CAMPUS_DESK_TEST_LESS_DURABLE", "1");
    });
    assert_eq!(verdict.durable + verdict.too_early, 40);
    assert!(verdict.too_early > 30, "{verdict:?}");
}

/// Watches a hub while one client reports and writes, forty commands in all.
fn watched(change: impl Fn(&mut Command)) -> Verdict {
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
    judge(&whole(&trace, main_thread))
}

/// The trace, once it tells of the hub's end: strace is a process of its own and may be behind.
fn whole(trace: &Path, main_thread: u32) -> String {
    let main_thread = main_thread.to_string();
    for _ in 0..500 {
        let told = fs::read_to_string(trace).expect("a trace");
        // Words, because the trace pads ids to five places.
        if told.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(&main_thread) && words.next() == Some("+++")
        }) {
            return told;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("the trace has no end");
}

fn strace(trace: &Path) -> Command {
    let found = Command::new("strace").arg("--version").output();
    assert!(
        found.is_ok_and(|strace| strace.status.success()),
        "strace is not there. `cargo xtask test faults` installs it"
    );
    let mut strace = Command::new("strace");
    strace
        // Detached, so that the process we start is the hub itself.
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
