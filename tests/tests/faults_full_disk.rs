//! A hub on a full disk: it refuses commands with 507, loses nothing, and works again once there is space.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use end_to_end::{Hub, binary};
use tempfile::tempdir;
use tickets::{CommandId, Status};
use tokio::runtime::Runtime;
use wire::{Client, ClientError, NewTicket, Ticket};

#[test]
fn a_full_disk_refuses_commands_and_the_hub_works_again_once_there_is_space() {
    let folder = tempdir().expect("a folder");
    let hub = Hub::start_as(&mut on_a_small_disk(folder.path()), folder.path());
    let ballast = path_inside(&hub, folder.path()).join("ballast");
    let (user, helpdesk) = (hub.client("user"), hub.client("helpdesk"));
    Runtime::new().expect("a runtime").block_on(async {
        let first = report(&user, "The lift is stuck").await.expect("there is space");
        fill(&ballast);
        let (accepted, refused) = report_until_refused(&user).await;
        assert!(
            matches!(&refused, ClientError::Refused { status: 507, detail, .. }
            if detail.starts_with("the disk is full. Nothing was changed")),
            "{refused}"
        );
        assert_eq!(user.ticket(first.id).await.expect("reading goes on"), first);
        let moved = helpdesk
            .set_status(CommandId::new(), first.id, Status::Active)
            .await;
        assert!(
            matches!(moved, Err(ClientError::Refused { status: 507, .. })),
            "{moved:?}"
        );
        assert_eq!(
            feed(&helpdesk).await,
            1 + accepted,
            "refused commands changed nothing"
        );

        fs::remove_file(&ballast).expect("there is space again");
        report(&user, "No light in room 12")
            .await
            .expect("it works again, without a restart");
        helpdesk
            .set_status(CommandId::new(), first.id, Status::Active)
            .await
            .expect("this too");
        assert_eq!(feed(&helpdesk).await, 3 + accepted);
    });
    assert!(hub.stop().success());
}

async fn report(user: &Client, text: &str) -> Result<Ticket, ClientError> {
    let new = NewTicket {
        description: text.to_owned(),
        ..NewTicket::default()
    };
    user.report(CommandId::new(), &new).await
}

/// Reports until the first refusal: the existing write-ahead log may have free space, which is used first.
async fn report_until_refused(user: &Client) -> (u64, ClientError) {
    for accepted in 0..2_000 {
        if let Err(refused) = report(user, &"The lift is stuck. ".repeat(200)).await {
            return (accepted, refused);
        }
    }
    panic!("the disk is not full");
}

async fn feed(helpdesk: &Client) -> u64 {
    let changes = helpdesk
        .changes(0, 100_000, Duration::ZERO)
        .await
        .expect("the feed");
    assert_eq!(changes.next, helpdesk.health().await.expect("well").next);
    changes.next
}

/// A hub with a disk of 3 MB mounted on its folder, in a mount namespace of its own: no privileges are needed, and the
/// mount ends with the hub.
fn on_a_small_disk(folder: &Path) -> Command {
    let mut command = Command::new("unshare");
    command
        .args(["--map-root-user", "--mount", "sh", "-c"])
        .arg(r#"cp "$0/tokens.toml" /dev/shm/$$ && mount -t tmpfs -o size=3m tmpfs "$0" && mv /dev/shm/$$ "$0/tokens.toml" && exec "$@""#)
        .arg(folder)
        .arg(binary("campus-desk-hub"));
    command
}

/// The folder's path inside the hub's mount namespace.
fn path_inside(hub: &Hub, folder: &Path) -> PathBuf {
    let root = PathBuf::from(format!("/proc/{}/root", hub.id()));
    root.join(folder.strip_prefix("/").expect("an absolute path"))
}

/// Writes zeros until the disk is full.
fn fill(ballast: &Path) {
    let mut file = fs::File::create(ballast).expect("a file");
    let zeros = [0; 4096];
    while std::io::Write::write_all(&mut file, &zeros).is_ok() {}
}
