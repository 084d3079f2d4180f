//! `tokens.toml`: the access tokens, and the secrets that sign the cookies of browsers. No message contains a part of the file: it might be a secret.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use api::Tokens;
use toml::{Table, Value};

use crate::private_file::check_rights;

const KEYS: [&str; 3] = ["user", "helpdesk", "service"];

/// The key of the secrets that sign cookies. A hub without pages needs none.
const COOKIES: &str = "cookies";

pub fn read(file: &Path) -> Result<Tokens> {
    let bytes = fs::read(file).with_context(|| {
        format!(
            "reading the tokens in {}; the file needs the keys user, helpdesk and service, each with its own secret",
            file.display()
        )
    })?;
    check_rights(file)?;
    let tokens = parse(&bytes).with_context(|| format!("the tokens in {} are invalid", file.display()))?;
    for key in tokens.too_short() {
        tracing::warn!(
            "the token of {key} is short, so it can be guessed; `openssl rand -hex 32` generates a better token"
        );
    }
    Ok(tokens)
}

fn parse(bytes: &[u8]) -> Result<Tokens> {
    let text = decode(bytes)?;
    let table = text
        .parse::<Table>()
        .map_err(|error| not_toml(&text, error.span().map_or(0, |span| span.start)))?;
    if table
        .keys()
        .any(|key| key != COOKIES && !KEYS.contains(&key.as_str()))
    {
        bail!("the file has another key than user, helpdesk, service and cookies");
    }
    let [user, helpdesk, service] = KEYS.map(|key| tokens_of(&table, key));
    let secrets = match table.contains_key(COOKIES) {
        true => tokens_of(&table, COOKIES)?,
        false => Vec::new(),
    };
    Ok(Tokens::several(user?, helpdesk?, service?)?.with_cookie_secrets(secrets)?)
}

/// One token, or a list of tokens that are all valid.
fn tokens_of(table: &Table, key: &str) -> Result<Vec<String>> {
    let one = |value: &Value| match value {
        Value::String(token) => Ok(token.clone()),
        _ => {
            bail!("the token of “{key}” must be in quotation marks: {key} = \"…\" or {key} = [\"…\", \"…\"]")
        }
    };
    match table.get(key) {
        Some(Value::Array(tokens)) => tokens.iter().map(one).collect(),
        Some(token) => Ok(vec![one(token)?]),
        None => bail!("missing field `{key}`"),
    }
}

/// Decodes UTF-8, and UTF-16 as editors on Windows write it.
fn decode(bytes: &[u8]) -> Result<String> {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks(2)
            .map(|pair| {
                unit([
                    pair.first().copied().unwrap_or(0),
                    pair.get(1).copied().unwrap_or(0),
                ])
            })
            .collect();
        String::from_utf16(&units).ok()
    };
    let text = match bytes {
        [0xFF, 0xFE, text @ ..] => units(text, u16::from_le_bytes),
        [0xFE, 0xFF, text @ ..] => units(text, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, text @ ..] => String::from_utf8(text.to_vec()).ok(),
        text => String::from_utf8(text.to_vec()).ok(),
    };
    match text {
        Some(text) if !text.contains('\0') => Ok(text),
        _ => bail!("the file is not UTF-8. Save it as UTF-8"),
    }
}

fn not_toml(text: &str, at: usize) -> anyhow::Error {
    let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let curly = text.contains(['“', '”', '„', '‘', '’', '«', '»']);
    let what = if curly {
        "curly quotation marks; write straight ones"
    } else {
        "text that is not TOML; write"
    };
    anyhow::anyhow!("line {line} has {what}: KEY = \"SECRET\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "3f0c9a55aa7711cc";

    fn file(quote: [&str; 2]) -> String {
        let [open, close] = quote;
        format!(
            "user = {open}{SECRET}{close}\nhelpdesk = {open}{SECRET}-h{close}\nservice = {open}{SECRET}-s{close}\n"
        )
    }

    fn error(bytes: &[u8]) -> String {
        let error = parse(bytes).err().expect("an error");
        let message = format!("{error:#} {error:?}");
        assert!(!message.contains("3f0c"), "{message}");
        message
    }

    #[test]
    fn utf_16_and_byte_order_marks_are_read() {
        let text = file(["\"", "\""]);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            text.clone().into_bytes(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [b"\xFF\xFE", &*little].concat(),
            [b"\xFE\xFF", &*big].concat(),
        ] {
            assert_eq!(parse(&bytes).expect("tokens").user(), SECRET);
        }
        assert!(error(&little).contains("not UTF-8"), "UTF-16 without a mark");
    }

    #[test]
    fn no_message_contains_a_secret() {
        let curly = file(["“", "”"]);
        assert!(error(curly.as_bytes()).contains("line 1 has curly quotation marks"));
        let unquoted = file(["", ""]);
        assert!(error(unquoted.as_bytes()).contains("line 1"));
        for text in [
            format!("user = \"u\"\nhelpdesk = \"{SECRET}\nservice = 3"),
            format!("{SECRET} = \"user\"\n"),
            "user = 3000000000\nhelpdesk = \"h\"\nservice = \"s\"".to_owned(),
            format!("user = [\"{SECRET}\", 7]\nhelpdesk = \"h\"\nservice = \"s\""),
            format!("user = [[\"{SECRET}\"]]\nhelpdesk = \"h\"\nservice = \"s\""),
            format!("user = [\"{SECRET}\"]\nhelpdesk = [\"h\", \"{SECRET}\"]\nservice = \"s\""),
            format!("user = \"{SECRET} b\"\nhelpdesk = \"h\"\nservice = \"s\""),
            format!("user = \"{SECRET}\"\nhelpdesk = \"{SECRET}\"\nservice = \"s\""),
            format!("user = \"{SECRET}\"\nuser = \"{SECRET}\""),
        ] {
            error(text.as_bytes());
        }
    }
}
