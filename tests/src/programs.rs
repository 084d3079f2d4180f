//! Paths of the programs that Cargo built.

use std::env;
use std::path::{Path, PathBuf};

/// The path of a built program, such as `campus-desk-hub`.
///
/// # Panics
/// The program does not exist. Cargo does not build other packages' programs for a test.
#[must_use]
pub fn binary(name: &str) -> PathBuf {
    let program = profile().join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "{} does not exist. Build it first: `cargo build --bin {name}`, or run `cargo xtask test`, which builds it",
        program.display()
    );
    program
}

/// Cargo's target folder, where `cargo xtask test` also installs the tests' tools.
///
/// # Panics
/// The running program is not in a target folder.
#[must_use]
pub fn target() -> PathBuf {
    let target = profile().parent().map(Path::to_owned);
    target.expect("a program is in target/PROFILE")
}

/// The folder `target/PROFILE`. It holds the programs; its folder `deps` holds the tests.
fn profile() -> PathBuf {
    let own = env::current_exe().expect("a running program has a path");
    let mut folders = own.ancestors().skip(1);
    let profile = folders.find(|folder| !folder.ends_with("deps"));
    profile.expect("a program is in a folder").to_owned()
}
