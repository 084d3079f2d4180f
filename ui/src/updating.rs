//! The page while the desk's data is converted to the format of a newer version. Into `#page`.

use askama::Template;

/// Asks for the first page, which the answer replaces.
#[derive(Debug, Template)]
#[template(path = "updating.html")]
pub struct Updating;
