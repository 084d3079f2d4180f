//! A real nginx with the configuration of `docs/HUB.md`.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::own_certificate::OwnCertificate;

/// What administrators copy.
const DOCS: &str = include_str!("../../docs/HUB.md");

/// A running nginx in front of a hub. Dropping it kills the process.
#[derive(Debug)]
pub struct Nginx {
    process: Child,
    /// `https://localhost:PORT`.
    pub address: String,
    /// The certificate of the authority that laptops have to trust, in PEM.
    pub authority: String,
    folder: PathBuf,
}

impl Nginx {
    /// Starts nginx in front of the hub at `hub` (`127.0.0.1:PORT`), and waits until it listens.
    ///
    /// # Panics
    /// nginx is not installed, or does not start.
    #[must_use]
    pub fn start(folder: &Path, hub: &str) -> Self {
        let port = free_port();
        let own = OwnCertificate::generate();
        own.write(folder);
        fs::write(folder.join("nginx.conf"), configuration(folder, hub, port)).expect("written");
        let process = Command::new(program())
            .arg("-p")
            .arg(folder)
            .args(["-c", "nginx.conf", "-e", "error.log"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx starts; `cargo xtask setup` installs it");
        let nginx = Self {
            process,
            address: format!("https://localhost:{port}"),
            authority: own.authority,
            folder: folder.to_owned(),
        };
        nginx.wait_until_it_listens(port);
        nginx
    }

    /// A client of the hub behind this proxy, with the token of `user` or `helpdesk`.
    ///
    /// # Panics
    /// No client can be created.
    #[must_use]
    pub fn client(&self, who: &str) -> wire::Client {
        let authority = Some(self.authority.as_bytes());
        wire::Client::of_hub(&self.address, &crate::Hub::token(who), authority).expect("a client")
    }

    fn wait_until_it_listens(&self, port: u16) {
        let began = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = || fs::read_to_string(self.folder.join("error.log")).unwrap_or_default();
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "nginx does not listen: {}",
                log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `/usr/sbin` is not in everybody's PATH.
fn program() -> &'static str {
    let installed = "/usr/sbin/nginx";
    if Path::new(installed).exists() {
        installed
    } else {
        "nginx"
    }
}

/// The block of `docs/HUB.md`, with the addresses and files of this test, inside the smallest possible `nginx.conf`. One
/// process, so that killing it leaves none.
fn configuration(folder: &Path, hub: &str, port: u16) -> String {
    let (_, block) = DOCS.split_once("```nginx\n").expect("a block for nginx");
    let (block, _) = block.split_once("```").expect("the end of the block");
    let mut block = block.to_owned();
    let file = |name: &str| format!("{}/{name}", folder.display());
    for (documented, here) in [
        ("127.0.0.1:8080", hub.to_owned()),
        ("listen 443 ssl", format!("listen 127.0.0.1:{port} ssl")),
        ("/etc/campus-desk/certificate.pem", file("certificate.pem")),
        (
            "/etc/campus-desk/certificate-key.pem",
            file("certificate-key.pem"),
        ),
    ] {
        assert_eq!(block.matches(documented).count(), 1, "{documented}");
        block = block.replace(documented, &here);
    }
    let folders: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {};\n", file(kind)))
        .concat();
    format!(
        "daemon off;\nmaster_process off;\npid {};\nevents {{ worker_connections 8192; }}\n\
        http {{\naccess_log off;\n{folders}{block}}}\n",
        file("nginx.pid")
    )
}

/// nginx cannot choose a free port itself.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}
