//! Commands, waiting, the list of devices, and wrong settings.

use std::fs;
use std::process::Command;

use wire::{ClientError, Synced};

use crate::running_hub::{Hub, USERS_NEW_KEY, USERS_OLD_KEY, device, folder, is_repeated, query, report};

#[tokio::test]
async fn a_report_whose_answer_was_lost_with_the_hub_counts_once() {
    let folder = folder();
    let hub = Hub::start(folder.path());
    let hello = hub
        .client(USERS_OLD_KEY)
        .sync_hello(&device(1))
        .await
        .expect("a hub");
    let sent = report(&hello, "The lift is stuck");
    let first = hub.client(USERS_OLD_KEY).sync_commands(&device(1), &sent).await;
    assert!(!is_repeated(first.expect("answered")));
    hub.kill();

    let hub = Hub::start(folder.path());
    let user = hub.client(USERS_NEW_KEY);
    let again = user.sync_hello(&device(1)).await.expect("the hub");
    assert_eq!(
        (again.desk, again.head, again.mark.is_some()),
        (hello.desk, 1, true)
    );
    assert!(is_repeated(
        user.sync_commands(&device(1), &sent).await.expect("answered")
    ));
    let page = user
        .sync_changes(&device(0), &query(&hello, 0, 0))
        .await
        .expect("answered");
    let Synced::Answer(Some(page)) = page else {
        panic!("no page: {page:?}")
    };
    assert_eq!((page.tickets.len(), page.history.len(), page.head), (1, 1, 1));
}

#[cfg(unix)]
#[tokio::test]
async fn a_planned_stop_sends_waiting_laptops_away_and_saves_the_list_of_devices() {
    let folder = folder();
    let mut hub = Hub::start(folder.path());
    let user = hub.client(USERS_NEW_KEY);
    let hello = user.sync_hello(&device(3)).await.expect("a hub");
    let waiting = tokio::spawn(async move { user.sync_changes(&device(3), &query(&hello, 0, 30)).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let stopped = Command::new("kill")
        .arg(hub.process.id().to_string())
        .status()
        .expect("kill runs");
    assert!(stopped.success());
    match waiting.await.expect("no panic") {
        Err(ClientError::Refused {
            status: 503,
            retry_after: Some(later),
            ..
        }) => {
            assert!((1..=15).contains(&later.as_secs()));
        }
        other => panic!("not sent away: {other:?}"),
    }
    assert!(hub.process.wait().expect("ended").success());
    for hub in [["--config", "hub.toml"], ["--data", "desk.db"]] {
        let list = Command::new(env!("CARGO_BIN_EXE_campus-desk-hub"))
            .arg("devices")
            .args(hub)
            .current_dir(folder.path())
            .output()
            .expect("the list");
        let list = String::from_utf8_lossy(&list.stdout).into_owned();
        let line = list.lines().nth(1).expect("one device");
        let words: Vec<_> = line.split_whitespace().collect();
        assert_eq!(
            words[..3],
            ["00000000-0000-0000-0000-000000000007", "user", "0.1.0"],
            "{list}"
        );
        assert_eq!(words.last(), Some(&"3"), "{list}");
    }
}

#[test]
fn a_wrong_setting_is_refused_with_its_line() {
    let folder = folder();
    let wrong =
        "listen = \"127.0.0.1:0\"\ndata = \"desk.db\"\ntokens = \"tokens.toml\"\n[limits]\nreads = 9000\n";
    fs::write(folder.path().join("hub.toml"), wrong).expect("written");
    let run = Command::new(env!("CARGO_BIN_EXE_campus-desk-hub"))
        .args(["serve", "--config", "hub.toml"])
        .current_dir(folder.path())
        .output()
        .expect("the hub runs");
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert!(
        stderr.contains("hub.toml, line 5: reads is 9000, but must be 1 to 128"),
        "{stderr}"
    );
    assert!(!folder.path().join("desk.db").exists());
}
