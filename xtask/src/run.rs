//! `cargo xtask run`: builds the application and opens its window.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::needs::{self, Need};
use crate::services;
use crate::step::{cargo, step, target};

/// Build the application and open its window.
#[derive(Args)]
pub struct Run {
    /// Fill the desk with 420 varied tickets first; the desk must be empty.
    #[arg(long)]
    demo: bool,
    /// The desk's folder, instead of the default one.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The settings file, instead of the machine's.
    #[arg(long)]
    settings: Option<PathBuf>,
}

impl Run {
    pub fn run(self) -> Result<()> {
        require_display()?;
        needs::satisfy(&[Need::Build])?;
        let programs = ["build", "--package", "campus-desk"];
        cargo(
            "building the application",
            programs.into_iter().chain(services::packages()),
        )?;
        let data = option("--data", self.data)?;
        if self.demo {
            let mut fill = Command::new("cargo");
            fill.args(["run", "--package", "end-to-end", "--bin", "demo", "--"]);
            step("filling the desk", fill.args(&data))?;
        }
        let mut window = Command::new(target().join("debug/campus-desk"));
        window.args(data).args(option("--settings", self.settings)?);
        step("the window is open; close it to end", &mut window)
    }
}

/// An option with an absolute path, because the application starts in another folder; empty without a path.
fn option(name: &str, path: Option<PathBuf>) -> Result<Vec<OsString>> {
    Ok(match path {
        Some(path) => vec![name.into(), std::path::absolute(path)?.into()],
        None => Vec::new(),
    })
}

/// Fails if there is no display for a window.
fn require_display() -> Result<()> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY") {
        bail!(
            "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can be shown.\n\
             Start this in a desktop session; or on a machine without a screen, with one in memory:\n\n    \
             apt-get install xvfb xauth && xvfb-run --auto-servernum cargo xtask run\n"
        );
    }
    Ok(())
}
