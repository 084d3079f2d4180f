//! `pages` links neither tauri nor axum, not even through another crate: a hub and a window can both use it.

use std::process::Command;

#[test]
fn pages_links_neither_tauri_nor_axum() {
    let linked = linked_by("pages");
    let links = |package: &str| linked.lines().any(|name| name == package);
    assert!(links("desk") && links("ui"), "{linked}");
    for forbidden in ["tauri", "axum", "hyper", "reqwest"] {
        assert!(!links(forbidden), "{forbidden} in {linked}");
    }
}

/// The names of all packages that this package links, one a line. `Cargo.lock` is not enough: it also lists packages that
/// only a feature needs.
fn linked_by(package: &str) -> String {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--locked",
            "--edges",
            "normal",
            "--prefix",
            "none",
        ])
        .args(["--format", "{lib}", "--package", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{errors}");
    String::from_utf8(tree.stdout).expect("names are UTF-8")
}
