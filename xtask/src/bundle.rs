//! `cargo xtask bundle`: makes the installers.
//!
//! The tests make them too, from the unoptimised programs that they have built already: an optimised build of all
//! packages would take eleven minutes more on two cores, and the installers differ only in the size of the programs.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::needs::{self, Need};
use crate::services;
use crate::step::{cargo, root, step, target};
use crate::test::PACKAGES_WITH_PROGRAMS;

/// How the installers' programs are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Programs {
    /// Optimised, for laptops.
    Optimised,
    /// As the tests build them.
    OfTheTests,
}

/// Makes the `.deb` and the `.rpm`.
pub fn bundle(programs: Programs) -> Result<()> {
    needs::satisfy(&[Need::Build, Need::Bundle])?;
    let services = ["build"].into_iter().chain(programs.cargo_arguments());
    cargo("building the services", services)?;
    let built = target().join(programs.folder());
    copy_services(&built)?;
    let cli = root().join("ui/node_modules/.bin/tauri");
    let mut tauri = Command::new(cli);
    tauri.args(["build", "--ci", "--bundles", "deb,rpm"]);
    tauri.args(["--config", "tauri.bundle.conf.json"]);
    tauri.args(["--config", &services::external_binaries()]);
    if programs == Programs::OfTheTests {
        tauri.arg("--debug").arg("--").args(programs.cargo_arguments());
    }
    step(
        "building the installers",
        tauri.current_dir(root().join("src-tauri")),
    )?;
    let folder = built.join("bundle");
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
    Ok(())
}

impl Programs {
    /// The folder of the programs in the target folder.
    const fn folder(self) -> &'static str {
        match self {
            Self::Optimised => "release",
            Self::OfTheTests => "debug",
        }
    }

    /// What Cargo builds.
    fn cargo_arguments(self) -> Vec<&'static str> {
        match self {
            Self::Optimised => ["--release"].into_iter().chain(services::packages()).collect(),
            Self::OfTheTests => PACKAGES_WITH_PROGRAMS.to_vec(),
        }
    }
}

/// Copies the services to the folder that the bundler reads, with the target triple in their names.
fn copy_services(built: &Path) -> Result<()> {
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
            built.join(format!("{name}{suffix}")),
            folder.join(format!("{name}-{}{suffix}", triple.trim())),
        )
        .with_context(|| format!("copying {name}"))?;
    }
    Ok(())
}
