//! The programs as they were built beside these tests.

use std::env;
use std::path::PathBuf;

/// The path of a built program, such as `campus-desk-hub`.
///
/// # Panics
/// If it was not built: the tests of one package cannot build another's program.
#[must_use]
pub fn binary(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a running test has a path");
    let profile = test
        .ancestors()
        .nth(2)
        .expect("a test lies in target/PROFILE/deps");
    let program = profile.join(format!("{name}{}", env::consts::EXE_SUFFIX));
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
/// If this is no test that cargo built.
#[must_use]
pub fn target() -> PathBuf {
    let test = env::current_exe().expect("a running test has a path");
    let target = test
        .ancestors()
        .nth(3)
        .expect("a test lies in target/PROFILE/deps");
    target.to_owned()
}
