//! The analysis services, from the list in `analytics-services/services.txt`.

/// The services' names: each is a folder in `analytics-services`, a package, and an executable `campus-desk-NAME`.
pub fn names() -> impl Iterator<Item = &'static str> {
    include_str!("../../analytics-services/services.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('|').map(str::trim).next())
        .filter(|name| !name.is_empty())
}

/// The services' packages, as arguments of cargo.
pub fn packages() -> impl Iterator<Item = &'static str> {
    names().flat_map(|name| ["--package", name])
}

/// The part of Tauri's configuration that names the services' executables.
pub fn external_binaries() -> String {
    let programs: Vec<String> = names()
        .map(|name| format!("\"../target/sidecars/campus-desk-{name}\""))
        .collect();
    format!("{{\"bundle\":{{\"externalBin\":[{}]}}}}", programs.join(","))
}
