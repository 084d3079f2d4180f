//! `cargo xtask bundle`: makes the installers.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::needs::{self, Need};
use crate::services;
use crate::step::{cargo, root, step, target};

/// Makes the `.deb` and the `.rpm`; returns their folder.
pub fn bundle() -> Result<PathBuf> {
    needs::satisfy(&[Need::Build, Need::Bundle])?;
    cargo(
        "building the services (release)",
        ["build", "--release"].into_iter().chain(services::packages()),
    )?;
    copy_services()?;
    let cli = root().join("ui/node_modules/.bin/tauri");
    let mut tauri = Command::new(cli);
    tauri.args(["build", "--ci", "--bundles", "deb,rpm"]);
    tauri.args(["--config", "tauri.bundle.conf.json"]);
    tauri.args(["--config", &services::external_binaries()]);
    step(
        "building the installers",
        tauri.current_dir(root().join("src-tauri")),
    )?;
    let folder = target().join("release/bundle");
    for kind in ["deb", "rpm"] {
        for installer in
            std::fs::read_dir(folder.join(kind)).with_context(|| format!("the bundler made no {kind}"))?
        {
            let path = installer?.path();
            if path.extension().is_some_and(|extension| extension == kind) {
                println!("{}", path.strip_prefix(root()).unwrap_or(&path).display());
            }
        }
    }
    Ok(folder)
}

/// Copies the services to the folder that the bundler reads, with the target triple in their names.
fn copy_services() -> Result<()> {
    let triple = String::from_utf8(
        Command::new("rustc")
            .args(["--print", "host-tuple"])
            .output()?
            .stdout,
    )?;
    let folder = root().join("target/sidecars");
    std::fs::create_dir_all(&folder)?;
    for service in services::names() {
        let name = format!("campus-desk-{service}");
        let suffix = std::env::consts::EXE_SUFFIX;
        std::fs::copy(
            target().join(format!("release/{name}{suffix}")),
            folder.join(format!("{name}-{}{suffix}", triple.trim())),
        )
        .with_context(|| format!("copying {name}"))?;
    }
    Ok(())
}
