//! The hub as a child process.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use wire::Client;

use crate::{OwnCertificate, binary, first_line};

const TOKENS: &str = r#"
user = "the-users-token-of-this-test"
helpdesk = "the-helpdesks-token-of-this-test"
service = "the-services-token-of-this-test"
cookies = "the-secret-of-the-cookies-of-this-test"
"#;

/// The settings of a hub with its own certificate.
const OWN_CERTIFICATE: &str =
    "certificate = \"certificate.pem\"\ncertificate_key = \"certificate-key.pem\"\n";

/// The settings of a hub with pages.
const PAGES: &str = "pages = true\npages_helpdesk = \"key\"\ntime_zone = \"Europe/Rome\"\n";

/// A running hub. Dropping it kills the process.
#[derive(Debug)]
pub struct Hub {
    process: Child,
    address: String,
}

impl Hub {
    /// Starts a hub on `desk.db` in this folder, and waits until it listens.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        Self::start_as(&mut Command::new(binary("campus-desk-hub")), folder)
    }

    /// Starts a hub that makes no backups, to measure it.
    #[must_use]
    pub fn start_without_backups(folder: &Path) -> Self {
        let mut command = Command::new(binary("campus-desk-hub"));
        Self::spawn(serve(&mut command, folder).args(["--keep-backups", "0"]))
    }

    /// Starts a hub that makes no backups at a given address, to measure it.
    #[must_use]
    pub fn start_without_backups_at(folder: &Path, address: &str) -> Self {
        let mut command = Command::new(binary("campus-desk-hub"));
        Self::spawn(serve_at(&mut command, folder, address).args(["--keep-backups", "0"]))
    }

    /// Starts a hub at a given address, where an earlier hub listened.
    #[must_use]
    pub fn start_at(folder: &Path, address: &str) -> Self {
        let mut command = Command::new(binary("campus-desk-hub"));
        Self::spawn(serve_at(&mut command, folder, address))
    }

    /// Starts a hub with its own certificate.
    ///
    /// # Panics
    /// Its settings cannot be written.
    #[must_use]
    pub fn start_with_certificate(folder: &Path, own: &OwnCertificate) -> Self {
        own.write(folder);
        Self::start_with_settings(folder, "127.0.0.1:0", OWN_CERTIFICATE)
    }

    /// Starts a hub with its own certificate, and with pages for browsers, also for the helpdesk.
    ///
    /// # Panics
    /// Its settings cannot be written.
    #[must_use]
    pub fn start_with_pages(folder: &Path, own: &OwnCertificate) -> Self {
        own.write(folder);
        Self::start_with_pages_at(folder, "127.0.0.1:0")
    }

    /// Starts a hub with pages and the same certificate at a given address, where an earlier one listened.
    #[must_use]
    pub fn start_with_pages_at(folder: &Path, address: &str) -> Self {
        Self::start_with_settings(folder, address, &format!("{OWN_CERTIFICATE}{PAGES}"))
    }

    /// Starts a hub with pages, for a proxy on this computer that speaks HTTPS.
    #[must_use]
    pub fn start_with_pages_for_proxy(folder: &Path) -> Self {
        Self::start_with_settings(folder, "127.0.0.1:0", PAGES)
    }

    fn start_with_settings(folder: &Path, address: &str, more: &str) -> Self {
        write_tokens(folder);
        let settings = "data = \"desk.db\"\ntokens = \"tokens.toml\"\n";
        let file = folder.join("hub.toml");
        fs::write(&file, format!("listen = \"{address}\"\n{settings}{more}"))
            .expect("the settings are written");
        let mut command = Command::new(binary("campus-desk-hub"));
        Self::spawn(piped(command.arg("serve").arg("--config").arg(file)))
    }

    /// Starts a hub on a PostgreSQL database. `listen` is `127.0.0.1:0`, or the address of an earlier hub.
    ///
    /// # Panics
    /// Its settings cannot be written.
    #[must_use]
    pub fn start_on_database(folder: &Path, database: &str, listen: &str) -> Self {
        let mut command = Command::new(binary("campus-desk-hub"));
        Self::spawn(piped(
            command
                .arg("serve")
                .arg("--config")
                .arg(settings(folder, database, listen)),
        ))
    }

    /// Starts a hub on a PostgreSQL database that must fail. Returns its stderr.
    ///
    /// # Panics
    /// The program cannot be run, or prints an address.
    #[must_use]
    pub fn fails_to_start_on_database(folder: &Path, database: &str) -> String {
        let mut command = Command::new(binary("campus-desk-hub"));
        let file = settings(folder, database, "127.0.0.1:0");
        let output = piped(command.arg("serve").arg("--config").arg(file)).output();
        let output = output.expect("the hub runs");
        assert!(output.stdout.is_empty(), "the hub printed an address");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Starts a hub through another program (`strace … campus-desk-hub`).
    ///
    /// # Panics
    /// The hub prints no address.
    pub fn start_as(command: &mut Command, folder: &Path) -> Self {
        Self::spawn(serve(command, folder))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut process = command.spawn().expect("the hub starts");
        let line = first_line(process.stdout.take().expect("a pipe"));
        if line.is_empty() {
            let mut stderr = String::new();
            let _ = process.stderr.take().expect("a pipe").read_to_string(&mut stderr);
            panic!("the hub did not start: {stderr}");
        }
        // Later output is discarded; a full pipe would block the hub.
        let mut stderr = process.stderr.take().expect("a pipe");
        thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
        let line: Value = serde_json::from_str(&line).expect("a line of JSON");
        let address = line["listening"].as_str().expect("an address").to_owned();
        Self { process, address }
    }

    /// Starts a hub that must fail. Returns its exit status and its stderr.
    ///
    /// # Panics
    /// The program cannot be run, or prints an address.
    #[must_use]
    pub fn fails_to_start(folder: &Path) -> (ExitStatus, String) {
        let mut command = Command::new(binary("campus-desk-hub"));
        let output = serve(&mut command, folder).output().expect("the hub runs");
        assert!(output.stdout.is_empty(), "the hub printed an address");
        (
            output.status,
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }

    /// `http://127.0.0.1:PORT`; `https://` with a certificate.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The process's id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The token of `user`, `helpdesk` or `service`.
    #[must_use]
    pub fn token(who: &str) -> String {
        format!("the-{who}s-token-of-this-test")
    }

    /// An API client with the token of `user`, `helpdesk` or `service`.
    ///
    /// # Panics
    /// No HTTP client can be created.
    #[must_use]
    pub fn client(&self, who: &str) -> Client {
        Client::new(&self.address, &Self::token(who)).expect("a client")
    }

    /// Kills the hub, as a power cut would.
    ///
    /// # Panics
    /// The hub has already ended.
    pub fn kill(mut self) {
        let ended = self.process.try_wait().expect("a process of ours");
        assert_eq!(ended, None, "the hub ended by itself");
        self.process.kill().expect("killed");
        self.process.wait().expect("gone");
    }

    /// Sends SIGTERM and waits for the end.
    ///
    /// # Panics
    /// The hub takes longer than ten seconds.
    #[must_use]
    pub fn stop(mut self) -> ExitStatus {
        let signal = Command::new("kill")
            .args(["-TERM", &self.id().to_string()])
            .status();
        assert!(signal.expect("kill runs").success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().expect("a process of ours") {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(10), "the hub does not end");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn serve<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    serve_at(command, folder, "127.0.0.1:0")
}

fn serve_at<'a>(command: &'a mut Command, folder: &Path, address: &str) -> &'a mut Command {
    command
        .arg("serve")
        .arg("--data")
        .arg(folder.join("desk.db"))
        .arg("--tokens")
        .arg(write_tokens(folder))
        .args(["--listen", address]);
    piped(command)
}

/// Writes the settings of a hub on a PostgreSQL database.
fn settings(folder: &Path, database: &str, listen: &str) -> PathBuf {
    write_tokens(folder);
    let settings = format!("listen = \"{listen}\"\nstore = \"{database}\"\ntokens = \"tokens.toml\"\n");
    let file = folder.join("hub.toml");
    fs::write(&file, settings).expect("the settings are written");
    file
}

fn write_tokens(folder: &Path) -> PathBuf {
    let tokens = folder.join("tokens.toml");
    fs::write(&tokens, TOKENS).expect("the tokens are written");
    #[cfg(unix)]
    fs::set_permissions(&tokens, std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .expect("the tokens are private");
    tokens
}

fn piped(command: &mut Command) -> &mut Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
}
