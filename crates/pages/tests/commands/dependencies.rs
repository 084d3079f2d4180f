//! `pages` links neither tauri nor axum, not even through another crate: a hub and a window can both use it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[test]
fn pages_links_neither_tauri_nor_axum() {
    let dependencies = locked();
    let (mut linked, mut next) = (BTreeSet::new(), vec!["pages".to_owned()]);
    while let Some(name) = next.pop() {
        if linked.insert(name.clone()) {
            next.extend(dependencies[&name].iter().cloned());
        }
    }
    assert!(linked.contains("desk") && linked.contains("ui"), "{linked:?}");
    for forbidden in ["tauri", "axum", "hyper", "reqwest"] {
        assert!(!linked.contains(forbidden), "{forbidden} in {linked:?}");
    }
}

/// The dependencies of each package in `Cargo.lock`, those of its tests included.
fn locked() -> BTreeMap<String, BTreeSet<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    let text = fs::read_to_string(file).unwrap();
    let mut packages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in text.split("[[package]]").skip(1) {
        let name = package
            .lines()
            .find_map(|line| line.strip_prefix("name = "))
            .unwrap();
        let dependencies = package
            .lines()
            .filter_map(|line| line.strip_prefix(" \""))
            .filter_map(|line| line.split([' ', '"']).next())
            .map(str::to_owned);
        packages
            .entry(name.trim_matches('"').to_owned())
            .or_default()
            .extend(dependencies);
    }
    packages
}
