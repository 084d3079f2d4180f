//! One PostgreSQL server for the tests of this process, and one database for each test that runs. Creating and deleting a database
//! takes longer than most tests, so a test that succeeds leaves its database, emptied, to a later one.
//!
//! The server's data are in a temporary folder, in which its socket is, too. A shell that waits for the end of its input starts
//! and stops the server: however this process ends, its end of the pipe closes, and the shell stops the server and deletes the
//! folder.
//!
//! The server is Debian's. The tests run on Debian only: what they check does not depend on the system.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test reports failures by panicking"
)]

use std::io::{BufRead, BufReader};
use std::ops::Deref;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use store::{Store, StoreError};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use crate::{Address, Migration, PostgresStore};

/// Starts the server with the programs in `$1`, prints its folder, and stops it at the end of the input. `fsync` stays on: a store
/// does not open a desk without it.
const SHELL: &str = r#"
set -e
folder=$(mktemp -d "${TMPDIR:-/tmp}/campus-desk-postgres.XXXXXXXX")
trap 'rm -rf "$folder"' EXIT
"$1/initdb" --pgdata "$folder/data" --username desk --auth trust --encoding UTF8 --locale C --no-sync >"$folder/log"
"$1/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --wait \
    --options "-c listen_addresses='' -c unix_socket_directories='$folder' -c max_connections=400" start >>"$folder/log"
echo "$folder"
cat >/dev/null
"$1/pg_ctl" --pgdata "$folder/data" --mode immediate stop >>"$folder/log"
"#;

static CLUSTER: OnceLock<Cluster> = OnceLock::new();

/// The running server.
pub struct Cluster {
    folder: PathBuf,
    administrator: Mutex<(Runtime, Client)>,
    databases: AtomicU32,
    /// Databases with an empty desk that no test uses.
    free: Mutex<Vec<String>>,
    /// Stops the server when its input ends.
    _shell: Child,
}

/// The server that all tests of this process share.
pub fn cluster() -> &'static Cluster {
    CLUSTER.get_or_init(Cluster::start)
}

impl Cluster {
    fn start() -> Self {
        let mut shell = as_postgres()
            .args(["sh", "-c", SHELL, "sh"])
            .arg(programs())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A signal of the terminal must not end the shell before it has stopped the server.
            .process_group(0)
            .spawn()
            .expect("a shell starts");
        let mut folder = String::new();
        let output = shell.stdout.take().expect("it is a pipe");
        BufReader::new(output).read_line(&mut folder).unwrap();
        assert!(
            !folder.is_empty(),
            "PostgreSQL did not start; the reason is above"
        );
        let folder = PathBuf::from(folder.trim_end());
        let cluster = Self {
            administrator: Mutex::new(connect(&folder)),
            folder,
            databases: AtomicU32::new(0),
            free: Mutex::default(),
            _shell: shell,
        };
        cluster.execute("create database desk_template");
        drop(cluster.open("desk_template").unwrap());
        cluster
    }

    /// Executes a statement as the administrator.
    ///
    /// # Panics
    /// The server refuses it.
    pub fn execute(&self, sql: &str) {
        let administrator = self.administrator.lock().unwrap_or_else(PoisonError::into_inner);
        let (runtime, client) = &*administrator;
        runtime.block_on(client.batch_execute(sql)).unwrap();
    }

    /// Creates a database that is empty, or has an empty desk; returns its name.
    #[must_use]
    pub fn database(&self, template: Template) -> String {
        let name = format!("desk_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let template = match template {
            Template::Empty => "template0",
            Template::Desk => "desk_template",
        };
        self.execute(&format!("create database {name} template {template}"));
        name
    }

    fn free(&self) -> MutexGuard<'_, Vec<String>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The address of a database.
    #[must_use]
    pub fn address(&self, database: &str) -> String {
        format!(
            "postgresql:///{database}?host={}&user=desk",
            self.folder.display()
        )
    }

    /// Opens the desk of a database, as one more hub.
    ///
    /// # Errors
    /// As [`PostgresStore::open`].
    pub fn open(&self, database: &str) -> Result<PostgresStore, StoreError> {
        self.open_with(database, Migration::Allowed)
    }

    /// Opens the desk of a database, whose schema may be an older one.
    ///
    /// # Errors
    /// As [`PostgresStore::open`].
    pub fn open_with(&self, database: &str, migration: Migration) -> Result<PostgresStore, StoreError> {
        PostgresStore::open(&Address::parse(&self.address(database))?, migration)
    }

    /// Executes statements in a database.
    ///
    /// # Panics
    /// The server refuses them.
    pub fn run(&self, database: &str, sql: &str) {
        query(&self.address(database), sql);
    }

    /// The value that a statement returns in a database: that in the first column of its first row, as text.
    ///
    /// # Panics
    /// The server refuses it.
    #[must_use]
    pub fn value(&self, database: &str, sql: &str) -> Option<String> {
        query(&self.address(database), sql)
    }
}

/// Executes statements at an address; returns the first value, as text.
///
/// # Panics
/// The server refuses them.
pub fn query(address: &str, sql: &str) -> Option<String> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(address, NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        let answers = client.simple_query(sql).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
        answers.into_iter().find_map(|answer| match answer {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
    })
}

/// Empties a desk, which then is another one.
const EMPTY: &str = "delete from correction; delete from message; delete from history; delete from words; delete from later_words;
    delete from ticket; delete from place; delete from device; delete from tally; delete from waiting_tally; delete from reviewed; delete from model;
    update learning set base = null, learned_to = 0, in_use = null, lesson = null, learner = null, learns_until = '-infinity';
    update desk set generation = gen_random_uuid(), feed = 0, last_row = 0, last_number = 0, last_correction = 0";

/// What a new database contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// Nothing.
    Empty,
    /// A desk without tickets.
    Desk,
}

/// A new desk in a database that no other test uses in the meantime.
pub struct Desk {
    store: Option<PostgresStore>,
    /// The name of the database.
    pub database: String,
}

impl Desk {
    /// Opens a new desk.
    ///
    /// # Panics
    /// The server does not start.
    #[must_use]
    pub fn fresh() -> Self {
        let free = cluster().free().pop();
        let database = free.unwrap_or_else(|| cluster().database(Template::Desk));
        Self {
            store: Some(cluster().open(&database).unwrap()),
            database,
        }
    }

    /// Opens the desk in another hub.
    ///
    /// # Panics
    /// The desk cannot be opened.
    #[must_use]
    pub fn another_hub(&self) -> PostgresStore {
        cluster().open(&self.database).unwrap()
    }
}

impl Deref for Desk {
    type Target = dyn Store;

    fn deref(&self) -> &Self::Target {
        self.store.as_ref().expect("the store is open")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        drop(self.store.take());
        if !std::thread::panicking() {
            cluster().run(&self.database, EMPTY);
            cluster().free().push(std::mem::take(&mut self.database));
        }
    }
}

/// The stores that [`lent_store`] has lent, each with its database.
static LENT: Mutex<Vec<(String, Arc<PostgresStore>)>> = Mutex::new(Vec::new());

/// A store with a new desk. When its last clone is dropped, another test gets its database.
///
/// # Panics
/// The server does not start.
#[must_use]
pub fn lent_store() -> Arc<PostgresStore> {
    // The caller's thread may belong to a runtime, in which none of the helpers here may wait.
    let lend = || {
        let returned = {
            let mut lent = LENT.lock().unwrap_or_else(PoisonError::into_inner);
            let at = lent.iter().position(|(_, store)| Arc::strong_count(store) == 1);
            at.map(|at| lent.swap_remove(at))
        };
        let database = match returned {
            Some((database, store)) => {
                drop(store);
                cluster().run(&database, EMPTY);
                database
            }
            None => cluster().database(Template::Desk),
        };
        let store = Arc::new(cluster().open(&database).unwrap());
        let mut lent = LENT.lock().unwrap_or_else(PoisonError::into_inner);
        lent.push((database, store.clone()));
        store
    };
    std::thread::scope(|scope| scope.spawn(lend).join().expect("no panic"))
}

fn connect(folder: &Path) -> (Runtime, Client) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let address = format!("postgresql:///postgres?host={}&user=desk", folder.display());
    let (client, connection) = runtime
        .block_on(tokio_postgres::connect(&address, NoTls))
        .unwrap();
    runtime.spawn(connection);
    (runtime, client)
}

/// A command that runs its arguments as a user that PostgreSQL accepts: it refuses to run as root.
///
/// # Panics
/// `id` cannot be run.
#[must_use]
pub fn as_postgres() -> Command {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    if id.stdout != b"0\n" {
        return Command::new("env");
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]);
    command
}

/// The folder of the newest server's programs.
///
/// # Panics
/// There is no server.
#[must_use]
pub fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    let newest = folders
        .filter(|folder| folder.join("initdb").exists())
        .max_by_key(|folder| {
            let version = folder.parent().and_then(Path::file_name);
            version.and_then(|version| version.to_str()?.parse::<u32>().ok())
        });
    newest.expect("PostgreSQL is missing: run `cargo xtask setup`, or install Debian's package `postgresql`")
}
