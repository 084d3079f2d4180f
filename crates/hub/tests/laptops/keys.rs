//! The keys of a running hub are changed.

use wire::ClientError;

use crate::running_hub::{
    Hub, USERS_NEW_KEY, USERS_OLD_KEY, device, eventually, folder, is_repeated, query, report, write,
    write_keys,
};

fn status<T: std::fmt::Debug>(answer: Result<T, ClientError>) -> u16 {
    match answer {
        Err(ClientError::Refused { status, .. }) => status,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_key_is_added_and_revoked_while_the_hub_runs() {
    let folder = folder();
    write_keys(folder.path(), &[USERS_OLD_KEY]);
    let hub = Hub::start(folder.path());
    let (old, new) = (hub.client(USERS_OLD_KEY), hub.client(USERS_NEW_KEY));
    let hello = old.sync_hello(&device(0)).await.expect("a hub");
    assert_eq!(status(new.sync_hello(&device(0)).await), 401);

    write_keys(folder.path(), &[USERS_OLD_KEY, USERS_NEW_KEY]);
    eventually("the new key is valid", async || {
        new.sync_hello(&device(0)).await.is_ok()
    })
    .await;
    assert!(old.sync_hello(&device(0)).await.is_ok(), "the old one too");

    // A laptop that waits with the old key while it is revoked gets nothing.
    let waiting = old.clone();
    let query = query(&hello, 0, 30);
    let waits = tokio::spawn(async move { waiting.sync_changes(&device(0), &query).await });
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert!(!waits.is_finished(), "it waits for a change");
    write_keys(folder.path(), &[USERS_NEW_KEY]);
    eventually("the old key is revoked", async || {
        old.sync_hello(&device(0)).await.is_err()
    })
    .await;
    assert_eq!(status(old.sync_hello(&device(0)).await), 401);
    let sent = report(&hello, "The lift is stuck");
    let accepted = new.sync_commands(&device(0), &sent).await.expect("answered");
    assert!(!is_repeated(accepted));
    assert_eq!(status(waits.await.expect("no panic")), 401);
}

#[cfg(unix)]
#[tokio::test]
async fn keys_that_others_could_read_are_used_once_their_rights_are_corrected() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let folder = folder();
    write_keys(folder.path(), &[USERS_OLD_KEY]);
    let hub = Hub::start(folder.path());
    let old = hub.client(USERS_OLD_KEY);
    let file = folder.path().join("tokens.toml");
    let rights = |mode| set_permissions(&file, Permissions::from_mode(mode)).expect("set");
    // The rights are wrong before the file has the new keys.
    rights(0o644);
    let keys = std::fs::read_to_string(&file).expect("keys");
    std::fs::write(&file, keys.replace(USERS_OLD_KEY, USERS_NEW_KEY)).expect("written");
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert!(old.sync_hello(&device(0)).await.is_ok(), "the keys stay");
    rights(0o600);
    eventually("the old key is revoked", async || {
        old.sync_hello(&device(0)).await.is_err()
    })
    .await;
}

#[tokio::test]
async fn a_file_with_a_mistake_changes_no_key() {
    let folder = folder();
    let hub = Hub::start(folder.path());
    let user = hub.client(USERS_OLD_KEY);
    write(
        folder.path(),
        "tokens.toml",
        "user = [\"only-the-users-key-000\"]\n",
    );
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert!(user.sync_hello(&device(0)).await.is_ok());
    write_keys(folder.path(), &[USERS_NEW_KEY]);
    eventually("the corrected file is read", async || {
        user.sync_hello(&device(0)).await.is_err()
    })
    .await;
}
