//! A hub with its own certificate.

use tempfile::TempDir;
use wire::{Client, Synced};

use crate::own_certificate::OwnCertificate;
use crate::running_hub::{Hub, USERS_NEW_KEY, device, eventually, folder, is_repeated, query, report, write};

/// A user's laptop that trusts the authority of a certificate.
fn laptop_that_trusts(own: &OwnCertificate, hub: &Hub) -> Client {
    Client::of_hub(&hub.url, USERS_NEW_KEY, Some(own.authority.as_bytes())).expect("a client")
}

/// The files of a hub with a certificate.
fn folder_with(own: &OwnCertificate) -> TempDir {
    let folder = folder();
    own.write(folder.path());
    write(
        folder.path(),
        "hub.toml",
        "listen = \"127.0.0.1:0\"\ndata = \"desk.db\"\ntokens = \"tokens.toml\"\n\
        certificate = \"certificate.pem\"\ncertificate_key = \"certificate-key.pem\"\nbackup_days = 0\n",
    );
    folder
}

#[tokio::test]
async fn laptops_sync_over_tls_and_an_open_connection_survives_the_renewal_of_the_certificate() {
    let (old, new) = (OwnCertificate::generate(), OwnCertificate::generate());
    let folder = folder_with(&old);
    let hub = Hub::start(folder.path());
    assert!(hub.url.starts_with("https://"), "{}", hub.url);
    let untrusted = Client::of_hub(&hub.url, USERS_NEW_KEY, None).expect("a client");
    let refused = untrusted.sync_hello(&device(0)).await.expect_err("refused");
    assert!(
        refused.is_untrusted(),
        "the operating system does not know the authority: {refused:?}"
    );
    let laptop = laptop_that_trusts(&old, &hub);
    let hello = laptop.sync_hello(&device(0)).await.expect("a hub");
    let query = query(&hello, 0, 30);
    let waits = tokio::spawn(async move { laptop.sync_changes(&device(0), &query).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;

    new.write(folder.path());
    let renewed = laptop_that_trusts(&new, &hub);
    eventually("the new certificate is used", async || {
        renewed.sync_hello(&device(0)).await.is_ok()
    })
    .await;
    let refused = laptop_that_trusts(&old, &hub).sync_hello(&device(0)).await;
    assert!(
        refused.expect_err("for new connections").is_untrusted(),
        "another authority of the same name"
    );
    assert!(!waits.is_finished(), "the open connection waits on");
    let sent = report(&hello, "The lift is stuck");
    let accepted = renewed.sync_commands(&device(0), &sent).await.expect("answered");
    assert!(!is_repeated(accepted));
    match waits.await.expect("no panic") {
        Ok(Synced::Answer(Some(page))) => assert_eq!(page.tickets.len(), 1),
        other => panic!("no page: {other:?}"),
    }
}

#[tokio::test]
async fn a_certificate_without_its_key_is_not_used() {
    let (old, new) = (OwnCertificate::generate(), OwnCertificate::generate());
    let folder = folder_with(&old);
    let hub = Hub::start(folder.path());
    write(folder.path(), "certificate.pem", &new.certificate);
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert!(
        laptop_that_trusts(&old, &hub)
            .sync_hello(&device(0))
            .await
            .is_ok()
    );
    write(folder.path(), "certificate-key.pem", &new.key);
    let renewed = laptop_that_trusts(&new, &hub);
    eventually("the key has arrived", async || {
        renewed.sync_hello(&device(0)).await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_handshake_holds_up_nobody() {
    let own = OwnCertificate::generate();
    let folder = folder_with(&own);
    let hub = Hub::start(folder.path());
    let address = hub.url.trim_start_matches("https://");
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(
            tokio::net::TcpStream::connect(address)
                .await
                .expect("a connection"),
        );
    }
    let plain = Client::new(&format!("http://{address}"), USERS_NEW_KEY).expect("a client");
    let unanswered = plain.sync_hello(&device(0)).await;
    assert!(
        !unanswered.expect_err("plain HTTP is not answered").is_untrusted(),
        "there is no certificate"
    );
    let (laptop, device) = (laptop_that_trusts(&own, &hub), device(0));
    let answered = laptop.sync_hello(&device);
    let answered = tokio::time::timeout(std::time::Duration::from_secs(5), answered).await;
    assert!(answered.expect("at once").is_ok());
}
