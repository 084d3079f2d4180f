//! Renders every page in every state to static files: `cargo run -p ui --example preview -- DIR`.
//! Serve DIR over HTTP (paths begin at its root), each page is `DIR/NAME.html`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "an example may panic"
)]

#[path = "../tests/pages/fixtures.rs"]
mod fixtures;
#[path = "../tests/pages/gallery/mod.rs"]
mod gallery;
#[path = "../tests/pages/refused_changes.rs"]
mod refused_changes;

use std::fs;
use std::path::Path;

fn main() {
    let target = std::env::args().nth(1).expect("where to write the pages");
    let (target, here) = (Path::new(&target), Path::new(env!("CARGO_MANIFEST_DIR")));
    copy(&here.join("dist"), target);
    for state in gallery::all() {
        fs::write(target.join(format!("{}.html", state.name)), state.document()).unwrap();
        println!("{}", state.name);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
