//! `tokens.toml`: the access tokens.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use api::Tokens;

pub fn read(file: &Path) -> Result<Tokens> {
    let text = fs::read_to_string(file).with_context(|| {
        format!(
            "reading the tokens in {}; the file needs the keys user, helpdesk and service, each with its own secret",
            file.display()
        )
    })?;
    let tokens: Tokens =
        toml::from_str(&text).with_context(|| format!("the tokens in {} are invalid", file.display()))?;
    for key in tokens.too_short() {
        tracing::warn!(
            "the token of {key} is short, so it can be guessed; `openssl rand -hex 32` generates a better token"
        );
    }
    Ok(tokens)
}
