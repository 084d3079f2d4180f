//! Size, place and zoom of the window, remembered between runs in `window.toml`.
//!
//! Losing it is not an error: an unreadable file counts as empty, and a failure to write it is logged. Lengths are in
//! logical pixels.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::{Monitor, WebviewWindow, Window};

use crate::replace_file::replace_file;

/// The zoom factors, from the smallest to the largest.
const ZOOMS: [f64; 12] = [0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0];

/// The normal zoom.
const NORMAL: f64 = 1.0;

/// The smallest size of the window.
pub const MIN_SIZE: (f64, f64) = (360.0, 480.0);

/// Size, place and zoom of a window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowPlace {
    pub width: f64,
    pub height: f64,
    /// The upper left corner; `None` lets the system choose.
    pub x: Option<f64>,
    pub y: Option<f64>,
    pub maximized: bool,
    pub zoom: f64,
}

impl Default for WindowPlace {
    fn default() -> Self {
        Self {
            width: 1200.0,
            height: 800.0,
            x: None,
            y: None,
            maximized: false,
            zoom: NORMAL,
        }
    }
}

/// A screen: its upper left corner and its size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// What a key does with the zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum ZoomStep {
    In,
    Out,
    Reset,
}

impl WindowPlace {
    /// The place on these screens: the window is not larger than its screen, and completely on it. The screen is the one
    /// under the middle of the window, or else the first.
    #[must_use]
    pub fn fit(self, screens: &[Area]) -> Self {
        let corner = self.x.zip(self.y);
        let (x, y) = corner.unwrap_or_default();
        let middle = (x + self.width / 2.0, y + self.height / 2.0);
        let Some(screen) = screens
            .iter()
            .find(|screen| corner.is_some() && screen.contains(middle))
            .or(screens.first())
        else {
            return self;
        };
        let width = self.width.min(screen.width).max(MIN_SIZE.0);
        let height = self.height.min(screen.height).max(MIN_SIZE.1);
        Self {
            width,
            height,
            x: self.x.map(|x| within(x, screen.x, screen.width - width)),
            y: self.y.map(|y| within(y, screen.y, screen.height - height)),
            ..self
        }
    }

    /// The zoom after a step.
    #[must_use]
    pub fn zoomed(self, step: ZoomStep) -> f64 {
        let next = match step {
            ZoomStep::In => ZOOMS.into_iter().find(|zoom| *zoom > self.zoom + 0.01),
            ZoomStep::Out => ZOOMS.into_iter().rev().find(|zoom| *zoom < self.zoom - 0.01),
            ZoomStep::Reset => Some(NORMAL),
        };
        next.unwrap_or(self.zoom)
    }

    /// Whether all values can be used.
    fn is_valid(&self) -> bool {
        let lengths = [Some(self.width), Some(self.height), self.x, self.y];
        lengths.into_iter().flatten().all(f64::is_finite)
            && self.x.is_some() == self.y.is_some()
            && (0.5..=3.0).contains(&self.zoom)
    }
}

/// `at`, moved into the `room` that begins at `begin`.
fn within(at: f64, begin: f64, room: f64) -> f64 {
    at.min(begin + room.max(0.0)).max(begin)
}

impl Area {
    /// The screen without its panels.
    pub fn of(monitor: &Monitor) -> Self {
        let (area, scale) = (monitor.work_area(), monitor.scale_factor());
        let (corner, size) = (area.position.to_logical(scale), area.size.to_logical(scale));
        Self {
            x: corner.x,
            y: corner.y,
            width: size.width,
            height: size.height,
        }
    }

    fn contains(&self, (x, y): (f64, f64)) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }
}

/// The remembered place, and its file.
#[derive(Debug)]
pub struct RememberedPlace {
    file: PathBuf,
    place: Mutex<WindowPlace>,
}

impl RememberedPlace {
    pub fn read(file: PathBuf) -> Self {
        let place = fs::read_to_string(&file)
            .ok()
            .and_then(|text| toml::from_str(&text).ok())
            .filter(WindowPlace::is_valid)
            .unwrap_or_default();
        Self {
            file,
            place: Mutex::new(place),
        }
    }

    pub fn get(&self) -> WindowPlace {
        *self.lock()
    }

    /// Remembers where the window is now. Of a maximized window, the size before is remembered.
    pub fn remember(&self, window: &Window) {
        match now(window, self.get()) {
            Ok(place) => self.set(place),
            Err(error) => tracing::warn!(%error, "the window's place could not be read"),
        }
    }

    /// Changes the zoom of the window, and remembers it.
    pub fn zoom(&self, window: &WebviewWindow, step: ZoomStep) -> tauri::Result<()> {
        let place = self.get();
        let zoom = place.zoomed(step);
        window.set_zoom(zoom)?;
        self.set(WindowPlace { zoom, ..place });
        Ok(())
    }

    fn set(&self, place: WindowPlace) {
        let mut remembered = self.lock();
        if *remembered == place {
            return;
        }
        *remembered = place;
        let written = toml::to_string(&place)
            .map_err(io::Error::other)
            .and_then(|text| replace_file(&self.file, text.as_bytes()));
        if let Err(error) = written {
            tracing::warn!(%error, "the window's place could not be remembered");
        }
    }

    fn lock(&self) -> MutexGuard<'_, WindowPlace> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of a window. A window without a usable place (minimized, full screen) stays where it was.
fn now(window: &Window, before: WindowPlace) -> tauri::Result<WindowPlace> {
    let maximized = window.is_maximized()?;
    if maximized || window.is_minimized()? || window.is_fullscreen()? {
        return Ok(WindowPlace { maximized, ..before });
    }
    let scale = window.scale_factor()?;
    let size = window.inner_size()?.to_logical::<f64>(scale);
    let corner = window.outer_position()?.to_logical::<f64>(scale);
    Ok(WindowPlace {
        width: size.width,
        height: size.height,
        x: Some(corner.x),
        y: Some(corner.y),
        maximized,
        ..before
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAPTOP: Area = Area {
        x: 0.0,
        y: 0.0,
        width: 1280.0,
        height: 800.0,
    };
    const BESIDE: Area = Area {
        x: 1280.0,
        y: -200.0,
        width: 1920.0,
        height: 1080.0,
    };

    fn place(x: f64, y: f64, width: f64, height: f64) -> WindowPlace {
        WindowPlace {
            width,
            height,
            x: Some(x),
            y: Some(y),
            ..WindowPlace::default()
        }
    }

    #[test]
    fn a_window_that_fits_stays_where_it_was() {
        let beside = place(1400.0, -100.0, 1600.0, 900.0);
        assert_eq!(beside.fit(&[LAPTOP, BESIDE]), beside);
        assert_eq!(WindowPlace::default().fit(&[LAPTOP]), WindowPlace::default());
        assert_eq!(beside.fit(&[]), beside);
    }

    #[test]
    fn a_window_of_a_screen_that_is_gone_fits_the_one_that_is_there() {
        let beside = place(1400.0, -100.0, 1600.0, 900.0);
        assert_eq!(beside.fit(&[LAPTOP]), place(0.0, 0.0, 1280.0, 800.0));
        assert_eq!(
            place(1000.0, 700.0, 400.0, 500.0).fit(&[LAPTOP]),
            place(880.0, 300.0, 400.0, 500.0)
        );
        let first = WindowPlace::default().fit(&[Area {
            width: 1024.0,
            height: 600.0,
            ..LAPTOP
        }]);
        assert_eq!((first.width, first.height, first.x), (1024.0, 600.0, None));
    }

    #[test]
    fn the_zoom_has_steps_and_ends() {
        let zoomed = |zoom, step| {
            WindowPlace {
                zoom,
                ..WindowPlace::default()
            }
            .zoomed(step)
        };
        assert_eq!(zoomed(1.0, ZoomStep::In), 1.1);
        assert_eq!(zoomed(1.0, ZoomStep::Out), 0.9);
        assert_eq!(zoomed(3.0, ZoomStep::In), 3.0);
        assert_eq!(zoomed(0.5, ZoomStep::Out), 0.5);
        assert_eq!(zoomed(2.5, ZoomStep::Reset), 1.0);
        assert_eq!("in".parse(), Ok(ZoomStep::In));
    }

    #[test]
    fn a_place_is_remembered_and_nonsense_counts_as_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("window.toml");
        let moved = WindowPlace {
            zoom: 1.5,
            ..place(10.0, 20.0, 640.0, 700.0)
        };
        RememberedPlace::read(file.clone()).set(moved);
        assert_eq!(RememberedPlace::read(file.clone()).get(), moved);
        for nonsense in [
            "zoom = 1000.0",
            "width = nan",
            "x = 3.0",
            "width = \"wide\"",
            "\0",
        ] {
            fs::write(&file, nonsense).expect("written");
            assert_eq!(
                RememberedPlace::read(file.clone()).get(),
                WindowPlace::default(),
                "{nonsense}"
            );
        }
    }
}
