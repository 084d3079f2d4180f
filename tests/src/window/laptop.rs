//! A laptop: the folder, settings and screen that outlive a window.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use tempfile::TempDir;

use super::{Driver, Process, Screen, Window, wait_until};
use crate::{Hub, binary};

/// A laptop with a folder for the desk, managed settings and a screen.
#[derive(Debug)]
pub struct Laptop {
    folder: TempDir,
    data: PathBuf,
    screen: Screen,
    program: PathBuf,
    environment: Vec<(String, String)>,
}

impl Laptop {
    /// A new laptop without a desk.
    ///
    /// # Panics
    /// A folder or a screen cannot be created.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // Downloads and caches go to the laptop's own home folder.
        let home = folder.path().join("home");
        std::fs::create_dir(&home).expect("a home");
        let laptop = Self {
            environment: vec![("HOME".into(), home.display().to_string())],
            data: folder.path().join("data"),
            folder,
            screen: Screen::start(1280, 860),
            program: binary("campus-desk"),
        };
        laptop.manage("time_zone = \"Europe/Rome\"\n");
        laptop
    }

    /// A laptop whose settings suggest the helpdesk's role: the entry page is skipped. The role is not pinned, because
    /// the tests use the tokens of all roles.
    #[must_use]
    pub fn of_the_helpdesk() -> Self {
        let laptop = Self::new();
        laptop.manage("time_zone = \"Europe/Rome\"\n[defaults]\nrole = \"helpdesk\"\n");
        laptop
    }

    /// A laptop that belongs to a hub, with the key and the role of `user` or `helpdesk`.
    ///
    /// # Panics
    /// The key cannot be written.
    #[must_use]
    pub fn of_hub(hub: &Hub, who: &str) -> Self {
        let laptop = Self::new();
        laptop.join(hub, who);
        laptop
    }

    /// Lets the settings name a hub, from the next start on.
    ///
    /// # Panics
    /// The key cannot be written.
    pub fn join(&self, hub: &Hub, who: &str) {
        self.join_with(hub, who, "");
    }

    /// The same, and trusts an authority, in PEM.
    ///
    /// # Panics
    /// The authority or the key cannot be written.
    pub fn join_trusting(&self, hub: &Hub, who: &str, authority: &str) {
        let file = self.folder.path().join("authority.pem");
        std::fs::write(&file, authority).expect("the authority is written");
        self.join_with(hub, who, &format!("hub_ca = \"{}\"\n", file.display()));
    }

    fn join_with(&self, hub: &Hub, who: &str, more: &str) {
        let key = self.folder.path().join("key");
        self.use_key(&Hub::token(who));
        self.manage(&format!(
            "time_zone = \"Europe/Rome\"\nhub = \"{}\"\nkey_file = \"{}\"\n{more}[defaults]\nrole = \"{who}\"\n",
            hub.address(),
            key.display()
        ));
    }

    /// Writes the key of the laptop.
    ///
    /// # Panics
    /// The key cannot be written.
    pub fn use_key(&self, key: &str) {
        std::fs::write(self.folder.path().join("key"), key).expect("the key is written");
    }

    /// Uses the dark theme.
    #[must_use]
    pub fn dark(mut self) -> Self {
        self.environment.push(("GTK_THEME".into(), "Adwaita:dark".into()));
        self
    }

    /// Uses a screen of another size.
    #[must_use]
    pub fn with_screen(mut self, width: u32, height: u32) -> Self {
        self.screen = Screen::start(width, height);
        self
    }

    /// Lets file dialogs answer with this file.
    #[must_use]
    pub fn choosing(mut self, file: &Path) -> Self {
        let answer = file.display().to_string();
        self.environment
            .push(("CAMPUS_DESK_DIALOG_ANSWER".into(), answer));
        self
    }

    /// Sets a variable of the application's environment.
    #[must_use]
    pub fn with_environment(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Uses another folder for the desk.
    #[must_use]
    pub fn with_data(mut self, data: PathBuf) -> Self {
        self.data = data;
        self
    }

    /// Starts another program than the built one.
    #[must_use]
    pub fn with_program(mut self, program: PathBuf) -> Self {
        self.program = program;
        self
    }

    /// Writes the managed settings.
    ///
    /// # Panics
    /// The file cannot be written.
    pub fn manage(&self, settings: &str) {
        std::fs::write(self.settings(), settings).expect("the settings are written");
    }

    /// The names of the tokens in the API file.
    ///
    /// # Panics
    /// There is no such file, or it is not a JSON object.
    #[must_use]
    pub fn tokens(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.folder.path().join("api.json")).expect("the API's file");
        let content: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).expect("JSON");
        content
            .into_iter()
            .map(|(name, _)| name)
            .filter(|name| name != "api")
            .collect()
    }

    /// The desk's folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.data.clone()
    }

    /// The desk's file.
    #[must_use]
    pub fn desk(&self) -> PathBuf {
        self.data().join("desk.db")
    }

    /// The screen.
    #[must_use]
    pub const fn screen(&self) -> &Screen {
        &self.screen
    }

    /// Opens the window and waits for its first page.
    pub async fn open(&self) -> Window {
        let window = self.open_while_starting().await;
        window.first_page().await;
        window
    }

    /// Opens the window, whatever it shows.
    pub async fn open_while_starting(&self) -> Window {
        self.open_with(&self.arguments()).await
    }

    /// Opens the window with these arguments, whatever it shows.
    pub async fn open_with(&self, arguments: &[String]) -> Window {
        let api_file = self.folder.path().join("api.json");
        // Remove the file of an earlier run.
        let _ = std::fs::remove_file(&api_file);
        let driver = Driver::start(&self.screen, &self.environment);
        let (page, application) = driver.open(&self.program, arguments).await;
        Window {
            driver,
            page,
            application,
            screen: self.screen.clone(),
            api_file,
            data: self.data(),
        }
    }

    /// The process that an application on this laptop has started in its place, with its arguments.
    ///
    /// # Panics
    /// There is none after [`TIMEOUT`](super::TIMEOUT).
    #[must_use]
    pub fn restarted(&self, before: Process) -> (Process, Vec<String>) {
        let data = self.data().display().to_string();
        let others = || {
            let mut found = Process::with_argument("campus-desk", &data).into_iter();
            found.find(|process| *process != before)
        };
        wait_until("the application has started again", || {
            !before.is_alive() && others().is_some()
        });
        let restarted = others().expect("it runs");
        (restarted, restarted.arguments())
    }

    /// Starts the application a second time while a window is open. Returns the second process's exit status.
    ///
    /// # Panics
    /// The program cannot be started.
    #[must_use]
    pub fn start_second_instance(&self) -> ExitStatus {
        self.second_instance().status().expect("the application starts")
    }

    /// Starts the application a second time, and does not wait for it. The caller ends it.
    ///
    /// # Panics
    /// The program cannot be started.
    #[must_use]
    pub fn spawn_second_instance(&self) -> Child {
        self.second_instance().spawn().expect("the application starts")
    }

    fn second_instance(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(self.arguments())
            .env("DISPLAY", self.screen.display())
            .env("GDK_BACKEND", "x11")
            .stdin(Stdio::null());
        command
    }

    /// Imports tickets while no window is open.
    ///
    /// # Panics
    /// The import fails.
    pub fn import(&self, tickets: &Path, messages: &Path) {
        std::fs::create_dir_all(self.data()).expect("a folder");
        let mut import = Command::new(binary("campus-desk-hub"));
        import
            .arg("import")
            .arg("--data")
            .arg(self.desk())
            .arg(tickets)
            .arg("--messages")
            .arg(messages);
        let output = import.output().expect("the hub runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn settings(&self) -> PathBuf {
        self.folder.path().join("settings.toml")
    }

    fn arguments(&self) -> Vec<String> {
        let (data, settings, api) = (self.data(), self.settings(), self.folder.path().join("api.json"));
        [("--data", data), ("--settings", settings), ("--api-file", api)]
            .into_iter()
            .flat_map(|(name, path)| [name.to_owned(), path.display().to_string()])
            .collect()
    }
}

impl Default for Laptop {
    fn default() -> Self {
        Self::new()
    }
}
