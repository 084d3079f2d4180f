//! A hub with its own certificate.

use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use wire::{Client, Synced};

use crate::running_hub::{Hub, USERS_NEW_KEY, device, eventually, folder, is_repeated, query, report, write};

/// A certificate of an authority of its own.
struct Made {
    authority: String,
    certificate: String,
    key: String,
}

fn made() -> Made {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().expect("a key");
    let authority_certificate = authority.self_signed(&authority_key).expect("an authority");
    let issuer = Issuer::new(authority, authority_key);
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let key = KeyPair::generate().expect("a key");
    let certificate = CertificateParams::new(names)
        .expect("names")
        .signed_by(&key, &issuer)
        .expect("a certificate");
    Made {
        authority: authority_certificate.pem(),
        certificate: certificate.pem(),
        key: key.serialize_pem(),
    }
}

impl Made {
    fn write(&self, folder: &Path) {
        write(folder, "key.pem", &self.key);
        write(folder, "certificate.pem", &self.certificate);
    }

    /// A user's laptop that trusts this authority.
    fn laptop(&self, hub: &Hub) -> Client {
        Client::of_hub(&hub.url, USERS_NEW_KEY, Some(self.authority.as_bytes())).expect("a client")
    }
}

/// The files of a hub with a certificate.
fn folder_with(made: &Made) -> TempDir {
    let folder = folder();
    made.write(folder.path());
    write(
        folder.path(),
        "hub.toml",
        "listen = \"127.0.0.1:0\"\ndata = \"desk.db\"\ntokens = \"tokens.toml\"\n\
        certificate = \"certificate.pem\"\ncertificate_key = \"key.pem\"\nbackup_days = 0\n",
    );
    folder
}

#[tokio::test]
async fn laptops_sync_over_tls_and_an_open_connection_survives_the_renewal_of_the_certificate() {
    let (old, new) = (made(), made());
    let folder = folder_with(&old);
    let hub = Hub::start(folder.path());
    assert!(hub.url.starts_with("https://"), "{}", hub.url);
    assert!(
        Client::of_hub(&hub.url, USERS_NEW_KEY, None)
            .expect("a client")
            .sync_hello(&device(0))
            .await
            .is_err(),
        "the operating system does not know the authority"
    );
    let laptop = old.laptop(&hub);
    let hello = laptop.sync_hello(&device(0)).await.expect("a hub");
    let query = query(&hello, 0, 30);
    let waits = tokio::spawn(async move { laptop.sync_changes(&device(0), &query).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;

    new.write(folder.path());
    let renewed = new.laptop(&hub);
    eventually("the new certificate is used", async || {
        renewed.sync_hello(&device(0)).await.is_ok()
    })
    .await;
    assert!(
        old.laptop(&hub).sync_hello(&device(0)).await.is_err(),
        "for new connections"
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
    let (old, new) = (made(), made());
    let folder = folder_with(&old);
    let hub = Hub::start(folder.path());
    write(folder.path(), "certificate.pem", &new.certificate);
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert!(old.laptop(&hub).sync_hello(&device(0)).await.is_ok());
    write(folder.path(), "key.pem", &new.key);
    let renewed = new.laptop(&hub);
    eventually("the key has arrived", async || {
        renewed.sync_hello(&device(0)).await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_handshake_holds_up_nobody() {
    let made = made();
    let folder = folder_with(&made);
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
    assert!(
        plain.sync_hello(&device(0)).await.is_err(),
        "plain HTTP is not answered"
    );
    let (laptop, device) = (made.laptop(&hub), device(0));
    let answered = laptop.sync_hello(&device);
    let answered = tokio::time::timeout(std::time::Duration::from_secs(5), answered).await;
    assert!(answered.expect("at once").is_ok());
}
