//! A PostgreSQL server with a standby that copies it, for tests in which the server is lost.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use store_postgres::testing::{as_postgres, programs, query};

use crate::window::Process;

/// Starts both with the programs in `$1`, prints their folder, and stops them at the end of the input: however the test ends, its
/// end of the pipe closes. `fsync` stays on: a hub does not open a desk without it.
const SHELL: &str = r#"
set -e
folder=$(mktemp -d "${TMPDIR:-/tmp}/campus-desk-pair.XXXXXXXX")
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/one" "$folder/two"
start() {
    "$1/pg_ctl" --pgdata "$2" --log "$2.log" --wait --options \
        "-c listen_addresses='' -c unix_socket_directories='$3' -c wal_keep_size=64MB" start >>"$folder/log"
}
"$1/initdb" --pgdata "$folder/primary" --username desk --auth trust --encoding UTF8 --locale C --no-sync >"$folder/log"
start "$1" "$folder/primary" "$folder/one"
"$1/createdb" --host "$folder/one" --username desk desk
"$1/pg_basebackup" --host "$folder/one" --username desk --pgdata "$folder/standby" --write-recovery-conf \
    --checkpoint fast --no-sync >>"$folder/log" 2>&1
start "$1" "$folder/standby" "$folder/two"
echo "$folder"
cat >/dev/null
for server in standby primary; do
    "$1/pg_ctl" --pgdata "$folder/$server" --mode immediate stop >>"$folder/log" 2>&1 || true
done
"#;

/// A running server with its standby.
#[derive(Debug)]
pub struct PostgresPair {
    folder: PathBuf,
    /// Stops both when its input ends.
    shell: Child,
}

impl PostgresPair {
    /// Starts both; the database `desk` is empty.
    ///
    /// # Panics
    /// PostgreSQL is not installed or does not start.
    #[must_use]
    pub fn start() -> Self {
        let mut command = as_postgres();
        command
            .args(["sh", "-c", SHELL, "sh"])
            .arg(programs())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        // A signal of the terminal must not end the shell before it has stopped the servers.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut shell = command.spawn().expect("a shell starts");
        let mut folder = String::new();
        let output = shell.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut folder).expect("a line");
        assert!(
            !folder.is_empty(),
            "PostgreSQL did not start; the reason is above"
        );
        let folder = PathBuf::from(folder.trim_end());
        Self { folder, shell }
    }

    /// The address for hubs: both servers.
    #[must_use]
    pub fn address(&self) -> String {
        let folder = self.folder.display();
        format!("postgresql:///desk?host={folder}/one&host={folder}/two&user=desk")
    }

    /// Lets each commit wait until the standby has it.
    pub fn commit_on_both(&self) {
        self.on("one", "alter system set synchronous_standby_names = '*'");
        self.on("one", "select pg_reload_conf()");
    }

    /// Whether commits wait for the standby.
    #[must_use]
    pub fn commits_on_both(&self) -> bool {
        self.on("one", "select sync_state from pg_stat_replication")
            .as_deref()
            == Some("sync")
    }

    /// The standby gets nothing any more, and commits do not wait for it.
    ///
    /// # Panics
    /// The standby does not copy the server.
    pub fn stop_copying(&self) {
        let sender = self
            .on("one", "select pid from pg_stat_replication")
            .expect("a standby");
        signal("STOP", &[sender]);
    }

    /// Kills the primary with all its processes, as a power cut does.
    ///
    /// # Panics
    /// It does not run.
    pub fn kill_primary(&self) {
        // The first process would start the others again.
        signal("KILL", &self.primary());
    }

    /// Stops the primary with all its processes: connections stay, and nothing is answered.
    ///
    /// # Panics
    /// It does not run.
    pub fn freeze_primary(&self) {
        signal("STOP", &self.primary());
    }

    /// The processes of the primary, the first one first.
    fn primary(&self) -> Vec<String> {
        let file = fs::read_to_string(self.folder.join("primary/postmaster.pid")).expect("it runs");
        let first: u32 = file
            .lines()
            .next()
            .and_then(|line| line.parse().ok())
            .expect("a process");
        let all = std::iter::once(Process(first)).chain(Process(first).children());
        all.map(|process| process.0.to_string()).collect()
    }

    /// The standby takes over.
    pub fn promote(&self) {
        self.on("two", "select pg_promote()");
    }

    fn on(&self, server: &str, sql: &str) -> Option<String> {
        let host = self.folder.join(server);
        query(
            &format!("postgresql:///desk?host={}&user=desk", host.display()),
            sql,
        )
    }
}

impl Drop for PostgresPair {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// Sends a signal to processes. One that has ended already is left out.
///
/// # Panics
/// `kill` cannot be run.
pub fn signal(name: &str, processes: &[String]) {
    let mut kill = Command::new("kill");
    let kill = kill.arg(format!("-{name}")).args(processes).stderr(Stdio::null());
    kill.status().expect("kill runs");
}
