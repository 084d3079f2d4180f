//! The table of commands in `docs/ARCHITECTURE.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pages::with_commands;

include!("../../../../src-tauri/src/desktop_routes.rs");
include!("../../../browser/src/own_commands.rs");

macro_rules! names {
    ($($group:ident [$($module:ident::$command:ident),* $(,)?])*) => { [$($(stringify!($command)),*),*] };
}

#[test]
fn the_table_of_commands_is_the_list_of_commands() {
    let commands = with_desktop_commands!(names);
    let listed: BTreeSet<String> = commands
        .into_iter()
        .chain(OWN_COMMANDS)
        .map(str::to_owned)
        .collect();
    assert_eq!(documented(), listed);
}

/// The names in the first column of the table.
fn documented() -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ARCHITECTURE.md");
    let text = fs::read_to_string(file).unwrap();
    text.lines()
        .skip_while(|line| !line.starts_with("| command | form |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| line.split('|').nth(1))
        .flat_map(|names| names.split(','))
        .map(|name| name.trim().trim_matches('`').to_owned())
        .collect()
}
