//! The start parameters of a service: one line on stdin (a sidecar), or command line arguments.

use std::io::BufRead;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono_tz::Tz;
use clap::Parser;
use machine_zone::{UnknownZone, machine_zone};
use serde::Deserialize;

/// Follows a Campus Desk and answers one analysis over HTTP.
///
/// Without --api the service reads one line of JSON from stdin
/// ({"api":…,"token":…,"secret":…,"time_zone":…}) and ends when stdin closes.
#[derive(Debug, Parser)]
struct Arguments {
    /// The address of the desk's API, without /api/v1
    #[arg(long, requires = "token_file")]
    api: Option<String>,
    /// A file with the API token, or a tokens.toml with the key `service`
    #[arg(long, requires = "api")]
    token_file: Option<PathBuf>,
    /// The address to listen on; beyond loopback, --secret-file is needed
    #[arg(long, requires = "api", default_value_t = any_loopback_port())]
    listen: SocketAddr,
    /// A file with the secret that requests must have as their bearer token
    #[arg(long, requires = "api")]
    secret_file: Option<PathBuf>,
    /// The campus's time zone, like Europe/Rome; the default is the machine's
    #[arg(long, requires = "api")]
    time_zone: Option<String>,
}

/// The line on stdin.
#[derive(Deserialize)]
struct Line {
    api: String,
    token: String,
    secret: Option<String>,
    time_zone: Option<String>,
}

/// The start parameters.
pub(crate) struct Start {
    pub api: String,
    pub token: String,
    /// The bearer that requests must have; `None` without a parent process.
    pub secret: Option<String>,
    pub zone: Tz,
    pub listen: SocketAddr,
    /// Whether the service ends when its stdin closes.
    pub sidecar: bool,
}

impl Start {
    /// From the arguments if there are any, otherwise from the first line of stdin.
    pub fn read() -> anyhow::Result<Self> {
        let arguments = Arguments::parse();
        match (&arguments.api, &arguments.token_file) {
            (Some(api), Some(file)) => Self::standalone(api, file, &arguments),
            _ => Self::sidecar(std::io::stdin().lock()),
        }
    }

    fn standalone(api: &str, token_file: &Path, arguments: &Arguments) -> anyhow::Result<Self> {
        let secret = arguments.secret_file.as_deref().map(secret).transpose()?;
        check_reach(arguments.listen, secret.is_some())?;
        Ok(Self {
            api: api.to_owned(),
            token: token(token_file)?,
            secret,
            zone: zone(arguments.time_zone.as_deref())?,
            listen: arguments.listen,
            sidecar: false,
        })
    }

    fn sidecar(mut stdin: impl BufRead) -> anyhow::Result<Self> {
        let mut line = String::new();
        if stdin.read_line(&mut line).context("reading the start line")? == 0 {
            bail!(
                "stdin closed before the start line; without a parent process, --api and --token-file are needed"
            );
        }
        let line: Line = serde_json::from_str(&line).context("the start line is invalid")?;
        Ok(Self {
            zone: zone(line.time_zone.as_deref())?,
            api: line.api,
            token: line.token,
            secret: line.secret,
            listen: any_loopback_port(),
            sidecar: true,
        })
    }
}

fn any_loopback_port() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

/// Refuses to answer other machines without a secret, and warns about plain HTTP.
fn check_reach(listen: SocketAddr, has_secret: bool) -> anyhow::Result<()> {
    if listen.ip().is_loopback() {
        return Ok(());
    }
    if !has_secret {
        bail!("{listen} can be reached from other machines: add --secret-file, or listen on 127.0.0.1");
    }
    tracing::warn!(
        "{listen} can be reached from other machines over plain HTTP: the secret and the figures can be read on the way"
    );
    Ok(())
}

fn secret(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    match one_secret(&text) {
        Some(secret) => Ok(secret),
        None => bail!(
            "{} must contain one secret of visible ASCII characters",
            file.display()
        ),
    }
}

/// A text that is one word of visible ASCII characters.
fn one_secret(text: &str) -> Option<String> {
    let text = text.trim();
    let visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    visible.then(|| text.to_owned())
}

fn token(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    match token_in(&text) {
        Some(token) => Ok(token),
        None => bail!("{} contains no token for a service", file.display()),
    }
}

/// The key `service` of a `tokens.toml`, or the whole text if the text is one token. An invalid `tokens.toml` is not sent to
/// the desk.
fn token_in(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Tokens {
        service: Option<String>,
    }
    match toml::from_str::<Tokens>(text.trim_start_matches('\u{feff}')) {
        Ok(tokens) => tokens.service.filter(|token| !token.is_empty()),
        Err(_) => one_secret(text),
    }
}

fn zone(name: Option<&str>) -> anyhow::Result<Tz> {
    let Some(name) = name else {
        return Ok(or_utc(machine_zone()));
    };
    match name.parse() {
        Ok(zone) => Ok(zone),
        Err(_) => bail!("“{name}” is not a time zone; write one like Europe/Rome"),
    }
}

/// An unknown zone of the machine does not stop the service, because nobody asked for that zone.
fn or_utc(zone: Result<Tz, UnknownZone>) -> Tz {
    zone.unwrap_or_else(|error| {
        tracing::warn!("{error}; UTC is used. Name the campus's time zone with --time-zone");
        Tz::UTC
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_line_is_parsed() {
        let line = r#"{"api":"http://127.0.0.1:5","token":"t","secret":"s","time_zone":"Europe/Rome"}"#;
        let start = Start::sidecar(line.as_bytes()).expect("a start");
        assert_eq!(start.api, "http://127.0.0.1:5");
        assert_eq!((start.token.as_str(), start.secret.as_deref()), ("t", Some("s")));
        assert_eq!(start.zone, chrono_tz::Europe::Rome);
        assert!(start.sidecar);
    }

    #[test]
    fn secret_and_zone_are_optional() {
        let start = Start::sidecar(&br#"{"api":"http://127.0.0.1:5","token":"t"}"#[..]).expect("a start");
        assert_eq!(start.secret, None);
    }

    #[test]
    fn an_unknown_zone_of_the_machine_becomes_utc() {
        assert_eq!(or_utc(Ok(chrono_tz::Europe::Rome)), chrono_tz::Europe::Rome);
        assert_eq!(
            or_utc(Err(UnknownZone::Variable("Factory/Unset".into()))),
            Tz::UTC
        );
    }

    #[test]
    fn an_invalid_start_line_is_an_error() {
        for line in [
            "",
            "\n",
            "hello\n",
            r#"{"api":"http://127.0.0.1:5"}"#,
            r#"{"api":"a","token":"t","time_zone":"Mars"}"#,
        ] {
            assert!(Start::sidecar(line.as_bytes()).is_err(), "{line}");
        }
    }

    #[test]
    fn a_token_file_is_a_token_or_a_tokens_toml() {
        assert_eq!(token_in("abc\n").as_deref(), Some("abc"));
        let tokens = "user = \"u\"\nhelpdesk = \"h\"\nservice = \"s\"\n";
        assert_eq!(token_in(tokens).as_deref(), Some("s"));
        assert_eq!(token_in("user = \"u\"\n"), None);
        assert_eq!(token_in(" \n"), None);
        let curly = "user = “u”\nhelpdesk = “h”\nservice = “s”\n";
        assert_eq!(token_in(curly), None, "the secrets of others are not sent");
    }

    #[test]
    fn a_service_without_a_secret_listens_on_loopback_only() {
        let address = |text: &str| text.parse::<SocketAddr>().expect("an address");
        for loopback in ["127.0.0.1:80", "[::1]:80"] {
            assert!(check_reach(address(loopback), false).is_ok());
        }
        for other in ["0.0.0.0:80", "10.0.0.7:80", "[::]:80"] {
            assert!(check_reach(address(other), false).is_err(), "{other}");
            assert!(check_reach(address(other), true).is_ok(), "{other}");
        }
    }
}
