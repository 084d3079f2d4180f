//! Mouse and keyboard input.

use std::time::{Duration, Instant};

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};

use super::Page;
use crate::window::TIMEOUT;

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Ctrl, held while others are pressed.
    Control,
    /// Shift, held while others are pressed.
    Shift,
    /// Enter.
    Enter,
    /// Esc.
    Escape,
    /// Tab.
    Tab,
    /// Page Down.
    PageDown,
    /// Page Up.
    PageUp,
    /// Home.
    Home,
    /// End.
    End,
    /// Arrow down.
    Down,
    /// Arrow up.
    Up,
    /// A key that writes something.
    Letter(char),
}

impl From<char> for Key {
    fn from(letter: char) -> Self {
        Self::Letter(letter)
    }
}

impl Key {
    const fn code(self) -> char {
        match self {
            Self::Control => '\u{e009}',
            Self::Shift => '\u{e008}',
            Self::Enter => '\u{e007}',
            Self::Escape => '\u{e00c}',
            Self::Tab => '\u{e004}',
            Self::PageDown => '\u{e00f}',
            Self::PageUp => '\u{e00e}',
            Self::Home => '\u{e011}',
            Self::End => '\u{e010}',
            Self::Down => '\u{e015}',
            Self::Up => '\u{e013}',
            Self::Letter(letter) => letter,
        }
    }
}

impl Page {
    /// Waits for an element that shows this text, and clicks it.
    ///
    /// # Panics
    /// The element does not appear or cannot be clicked.
    pub async fn click(&self, selector: &str, text: &str) {
        let found = self.sees(selector, text).await;
        found
            .click()
            .await
            .unwrap_or_else(|error| panic!("{selector} {text:?} cannot be clicked: {error}"));
    }

    /// Types text at the end of a field, key by key.
    ///
    /// # Panics
    /// There is no such field.
    pub async fn types(&self, field: &str, text: &str) {
        let found = self.sees(field, "").await;
        found
            .send_keys(text)
            .await
            .unwrap_or_else(|error| panic!("{field} takes no text: {error}"));
    }

    /// Replaces a field's text at once, as pasting does.
    ///
    /// # Panics
    /// There is no such field.
    pub async fn pastes(&self, field: &str, text: &str) {
        let paste = "const field = document.querySelector(arguments[0]);
            field.focus();
            field.value = arguments[1];
            field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
            return field.value.length";
        self.sees(field, "").await;
        let length = self.run(paste, vec![field.into(), text.into()]).await;
        assert!(length.is_u64(), "{field} takes no text");
    }

    /// Chooses an option of a select by its value.
    ///
    /// # Panics
    /// There is no such option.
    pub async fn chooses(&self, field: &str, value: &str) {
        let found = self.sees(field, "").await;
        found
            .select_by_value(value)
            .await
            .unwrap_or_else(|error| panic!("{field} has no {value}: {error}"));
    }

    /// Presses a key; the focused element receives it.
    pub async fn press(&self, key: impl Into<Key>) {
        self.press_with(&[], key.into()).await;
    }

    /// Presses a key while others are held.
    ///
    /// # Panics
    /// The driver refuses the input.
    pub async fn press_with(&self, held: &[Key], key: Key) {
        let mut keys = KeyActions::new("keyboard".into());
        for held in held {
            keys = keys.then(KeyAction::Down { value: held.code() });
        }
        keys = keys
            .then(KeyAction::Down { value: key.code() })
            .then(KeyAction::Up { value: key.code() });
        for held in held.iter().rev() {
            keys = keys.then(KeyAction::Up { value: held.code() });
        }
        self.page()
            .perform_actions(keys)
            .await
            .expect("the driver accepts the input");
    }

    /// Holds a key until it has repeated this many times.
    ///
    /// # Panics
    /// The driver refuses the input.
    pub async fn holds(&self, key: Key, times: u64) {
        let mut keys = KeyActions::new("keyboard".into());
        for _ in 0..times {
            keys = keys
                .then(KeyAction::Down { value: key.code() })
                .then(KeyAction::Up { value: key.code() });
        }
        self.page()
            .perform_actions(keys)
            .await
            .expect("the driver accepts the input");
    }

    /// Presses the keys of a text one after the other, wherever the focus is, as typing and dictation do.
    ///
    /// # Panics
    /// The driver refuses the input.
    pub async fn presses_all(&self, text: &str) {
        let keys = text
            .chars()
            .fold(KeyActions::new("keyboard".into()), |keys, letter| {
                keys.then(KeyAction::Down { value: letter })
                    .then(KeyAction::Up { value: letter })
            });
        self.page()
            .perform_actions(keys)
            .await
            .expect("the driver accepts the input");
    }

    /// Clicks at a position, in pixels from the page's upper left corner.
    ///
    /// # Panics
    /// The position is outside the window.
    pub async fn clicks_at(&self, x: i64, y: i64) {
        let move_there = PointerAction::MoveTo {
            duration: None,
            x: x as f64,
            y: y as f64,
        };
        let click = MouseActions::new("mouse".into())
            .then(move_there)
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        self.page()
            .perform_actions(click)
            .await
            .expect("a position in the window");
    }

    /// Waits until the element with this name has the focus. An element's name is its id, label, text or tag.
    ///
    /// # Panics
    /// Another element has the focus after [`TIMEOUT`].
    pub async fn focuses(&self, name: &str) {
        let named = "const e = document.activeElement;
            return e.id || e.getAttribute('aria-label') || e.textContent.trim().replace(/\\s+/g, ' ') || e.tagName";
        let began = Instant::now();
        loop {
            let focused = self.run(named, vec![]).await;
            if focused == name {
                return;
            }
            assert!(
                began.elapsed() < TIMEOUT,
                "not within {TIMEOUT:?}: the focus is on {focused}, not on {name}"
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
}
