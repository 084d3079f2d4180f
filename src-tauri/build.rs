//! Puts the page together and declares the window's commands.
//!
//! `ui/dist` is what the window loads: the files of `ui/assets`, and under `vendor/` the few files that
//! come from npm packages.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

include!("src/routes.rs");

macro_rules! names {
    ($($file:ident::$command:ident),* $(,)?) => { &[$(stringify!($command)),*] };
}

/// The commands, which tauri grants by name (`capabilities/main.json`).
const COMMANDS: &[&str] = with_commands!(names);

/// What the page needs of npm packages: where it lies in `ui/node_modules`, and what it is called in
/// `ui/dist/vendor`.
const VENDORED: &[(&str, &str)] = &[
    ("htmx.org/dist/htmx.min.js", "htmx.min.js"),
    ("echarts/dist/echarts.min.js", "echarts.min.js"),
];

fn main() -> anyhow::Result<()> {
    assemble_page(Path::new("../ui"))?;
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
}

fn assemble_page(ui: &Path) -> anyhow::Result<()> {
    let (assets, packages, dist) = (ui.join("assets"), ui.join("node_modules"), ui.join("dist"));
    println!("cargo:rerun-if-changed={}", assets.display());
    if dist.exists() {
        fs::remove_dir_all(&dist).context("emptying ui/dist")?;
    }
    copy_folder(&assets, &dist)?;
    fs::create_dir_all(dist.join("vendor"))?;
    for (package, name) in VENDORED {
        let from = packages.join(package);
        println!("cargo:rerun-if-changed={}", from.display());
        if !from.exists() {
            bail!(
                "the page's packages are not installed. Run `npm ci` in the folder ui (`cargo xtask run` does it)"
            );
        }
        fs::copy(&from, dist.join("vendor").join(name)).with_context(|| format!("copying {package}"))?;
    }
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
