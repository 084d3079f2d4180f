//! The analyses that are shipped: the list that the shell reads too.

/// Their names: folder in `analytics-services`, package, and executable `campus-desk-NAME`.
pub fn names() -> impl Iterator<Item = &'static str> {
    include_str!("../../analytics-services/services.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('|').map(str::trim).next())
        .filter(|name| !name.is_empty())
}

/// Their packages, as arguments of cargo.
pub fn packages() -> impl Iterator<Item = &'static str> {
    names().flat_map(|name| ["--package", name])
}

/// Where the bundler finds the executables, as a piece of tauri's configuration.
pub fn external_binaries() -> String {
    let programs: Vec<String> = names()
        .map(|name| format!("\"../target/sidecars/campus-desk-{name}\""))
        .collect();
    format!("{{\"bundle\":{{\"externalBin\":[{}]}}}}", programs.join(","))
}
