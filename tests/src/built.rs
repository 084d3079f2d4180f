//! The programs as they were built beside these tests.

use std::env;
use std::path::{Path, PathBuf};

/// The path of a built program, such as `campus-desk-hub`.
///
/// # Panics
/// If it was not built: the tests of one package cannot build another's program.
#[must_use]
pub fn binary(name: &str) -> PathBuf {
    let program = profile().join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "{} is not there. Build it first: `cargo build --bin {name}`, or run `cargo xtask test`, which does",
        program.display()
    );
    program
}

/// The folder `target/`, where `cargo xtask test` puts the tools that tests need.
///
/// # Panics
/// If this is no program that cargo built.
#[must_use]
pub fn target() -> PathBuf {
    let target = profile().parent().map(Path::to_owned);
    target.expect("a program lies in target/PROFILE")
}

/// The folder `target/PROFILE`: programs lie in it, tests in its `deps`.
fn profile() -> PathBuf {
    let own = env::current_exe().expect("a running program has a path");
    let mut folders = own.ancestors().skip(1);
    let profile = folders.find(|folder| !folder.ends_with("deps"));
    profile.expect("a program lies in a folder").to_owned()
}
