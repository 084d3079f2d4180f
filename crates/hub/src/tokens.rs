//! `tokens.toml`: who may ask.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use api::Tokens;

/// Reads the tokens of the three kinds of callers.
pub fn read(file: &Path) -> Result<Tokens> {
    let text = fs::read_to_string(file).with_context(|| {
        format!(
            "reading the tokens in {}; it needs the keys user, helpdesk and service, each with a secret of its own",
            file.display()
        )
    })?;
    let tokens: Tokens =
        toml::from_str(&text).with_context(|| format!("the tokens in {} can't be used", file.display()))?;
    for key in tokens.guessable() {
        tracing::warn!(
            "the token of {key} is short enough to be guessed; `openssl rand -hex 32` makes a better one"
        );
    }
    Ok(tokens)
}
