// The commands that only pages in a browser have, after those of `pages`. A test of `pages` includes this file and compares
// it with the table in `docs/ARCHITECTURE.md`.

/// The names of these commands.
pub const OWN_COMMANDS: [&str; 1] = ["helpdesk_key"];
