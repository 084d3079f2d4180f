//! A virtual screen (Xvfb).

use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;

use super::wait_until;
use crate::{first_line, target};

/// A running Xvfb. Dropping the last clone kills the process.
#[derive(Clone, Debug)]
pub struct Screen(Arc<Server>);

#[derive(Debug)]
struct Server {
    process: Child,
    display: String,
}

impl Screen {
    /// Starts a screen of this size on a free display.
    ///
    /// # Panics
    /// Xvfb is not installed.
    #[must_use]
    pub fn start(width: u32, height: u32) -> Self {
        // Xvfb chooses a free display number and prints it once it is ready.
        let mut process = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-nolisten",
                "tcp",
                "-screen",
                "0",
                &format!("{width}x{height}x24"),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts; `cargo xtask test window` installs it");
        let number = first_line(process.stdout.take().expect("a pipe"));
        assert!(!number.trim().is_empty(), "Xvfb found no display");
        Self(Arc::new(Server {
            process,
            display: format!(":{}", number.trim()),
        }))
    }

    /// The display's name, such as `:99`.
    #[must_use]
    pub fn display(&self) -> &str {
        &self.0.display
    }

    /// Saves a picture of the screen as `target/pictures/NAME.png`.
    pub fn picture(&self, name: &str) {
        self.save_picture(name, &[]);
    }

    /// Saves a picture of the screen's upper left part as `target/pictures/NAME.png`.
    pub fn picture_of(&self, width: u32, height: u32, name: &str) {
        self.save_picture(name, &["-crop", &format!("{width}x{height}+0+0")]);
    }

    fn save_picture(&self, name: &str, options: &[&str]) {
        let folder = target().join("pictures");
        let _ = fs::create_dir_all(&folder);
        let saved = Command::new("import")
            .args(["-display", self.display(), "-window", "root"])
            .args(options)
            .arg(folder.join(format!("{name}.png")))
            .status();
        if !saved.is_ok_and(|status| status.success()) {
            eprintln!("the picture {name} could not be saved");
        }
    }

    /// Closes the window of this title, as its title bar would.
    ///
    /// # Panics
    /// There is no such window.
    pub fn close_window(&self, title: &str) {
        let (display, _) = self.connect();
        let atom = |name: &str| {
            display
                .intern_atom(false, name.as_bytes())
                .expect("sent")
                .reply()
                .expect("an atom")
                .atom
        };
        let window = self
            .windows(title)
            .into_iter()
            .next()
            .expect("a window of this title");
        let delete = [atom("WM_DELETE_WINDOW"), x11rb::CURRENT_TIME, 0, 0, 0];
        let event = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS"), delete);
        display
            .send_event(false, window, EventMask::NO_EVENT, event)
            .expect("sent")
            .check()
            .expect("arrived");
    }

    /// Covers the screen with another window, like the window of another program.
    ///
    /// # Panics
    /// The X server does not answer.
    #[must_use]
    pub fn cover(&self) -> Cover {
        let (display, root) = self.connect();
        let window = display.generate_id().expect("an id");
        let plain = CreateWindowAux::new()
            .background_pixel(0x0080_8080)
            .override_redirect(1);
        display
            .create_window(
                0,
                window,
                root,
                0,
                0,
                4_000,
                4_000,
                0,
                WindowClass::INPUT_OUTPUT,
                0,
                &plain,
            )
            .expect("sent");
        display.map_window(window).expect("sent").check().expect("shown");
        Cover { display, window }
    }

    /// Waits until a window of this title is above the cover.
    ///
    /// # Panics
    /// It is not after [`TIMEOUT`](super::TIMEOUT).
    pub fn wait_until_above(&self, title: &str, cover: &Cover) {
        wait_until("the window comes to the front", || {
            let order = self.stacked();
            let place = |window| order.iter().position(|other| *other == window);
            self.windows(title)
                .into_iter()
                .any(|window| place(window) > place(cover.window))
        });
    }

    /// The visible top-level windows of this title.
    fn windows(&self, title: &str) -> Vec<Window> {
        let (display, _) = self.connect();
        let name = |window| {
            let request = display
                .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)
                .ok()?;
            String::from_utf8(request.reply().ok()?.value).ok()
        };
        let shown = |window| {
            let reply = display.get_window_attributes(window).ok()?.reply().ok()?;
            Some(reply.map_state == x11rb::protocol::xproto::MapState::VIEWABLE)
        };
        let all = self.stacked().into_iter();
        all.filter(|window| name(*window).as_deref() == Some(title) && shown(*window) == Some(true))
            .collect()
    }

    /// All top-level windows, from the bottom to the top.
    fn stacked(&self) -> Vec<Window> {
        let (display, root) = self.connect();
        display
            .query_tree(root)
            .expect("sent")
            .reply()
            .expect("the windows")
            .children
    }

    fn connect(&self) -> (RustConnection, Window) {
        let (display, screen) = x11rb::connect(Some(self.display())).expect("the screen is there");
        let root = display.setup().roots[screen].root;
        (display, root)
    }
}

/// A window in front of all others. Dropping it closes the window.
#[derive(Debug)]
pub struct Cover {
    #[expect(dead_code, reason = "the window lives as long as its connection")]
    display: RustConnection,
    window: Window,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
