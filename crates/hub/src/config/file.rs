//! Reads `hub.toml`. Secrets are in files of their own, which it names. A wrong value is refused with file, line and reason.

use std::fmt::Display;
use std::fs;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use api::{Concurrency, Limits};
use serde::Deserialize;
use toml::Spanned;

use super::database::{self, DeskKeys};
use super::pages::{self, PageKeys, Reached};
use super::wrong::Wrong;
use super::{Config, TlsFiles};

/// The keys of `hub.toml`. `docs/HUB.md` explains them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    listen: Spanned<String>,
    data: Option<Spanned<PathBuf>>,
    store: Option<Spanned<String>>,
    store_password_file: Option<Spanned<PathBuf>>,
    store_ca: Option<Spanned<PathBuf>>,
    tokens: PathBuf,
    #[serde(default)]
    hosts: Vec<Spanned<String>>,
    #[serde(default)]
    behind_proxy: bool,
    certificate: Option<Spanned<PathBuf>>,
    certificate_key: Option<Spanned<PathBuf>>,
    backup_days: Option<Spanned<i64>>,
    retention_months: Option<Spanned<i64>>,
    pages: Option<Spanned<bool>>,
    pages_helpdesk: Option<Spanned<String>>,
    pages_shared: Option<bool>,
    time_zone: Option<Spanned<String>>,
    proxies: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    limits: LimitKeys,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitKeys {
    connections: Option<Spanned<i64>>,
    reads: Option<Spanned<i64>>,
    commands: Option<Spanned<i64>>,
    batches: Option<Spanned<i64>>,
    first_syncs: Option<Spanned<i64>>,
    waiting: Option<Spanned<i64>>,
}

/// Reads the settings in `file`. Its paths are relative to its folder.
pub fn read(file: &Path) -> Result<Config> {
    let text =
        fs::read_to_string(file).with_context(|| format!("reading the settings in {}", file.display()))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    parse(&text, file, folder).map_err(|wrong| {
        let line = text.bytes().take(wrong.at).filter(|byte| *byte == b'\n').count() + 1;
        anyhow!("{}, line {line}: {}", file.display(), wrong.reason)
    })
}

pub fn parse(text: &str, file: &Path, folder: &Path) -> Result<Config, Wrong> {
    let mut keys: Keys = toml::from_str(text).map_err(|error| {
        let reason = error.message().lines().next().unwrap_or_default();
        Wrong::new(error.span().unwrap_or(0..0), reason)
    })?;
    let listen = listen(&keys)?;
    let backups = keys.backup_days.as_ref().map(Spanned::span);
    let desk = database::desk(
        DeskKeys {
            data: keys.data.take(),
            store: keys.store.take(),
            password_file: keys.store_password_file.take(),
            authority: keys.store_ca.take(),
            backups,
        },
        file,
        folder,
    )?;
    let reached = Reached {
        listen,
        behind_proxy: keys.behind_proxy,
        has_names: !keys.hosts.is_empty(),
    };
    let page_keys = PageKeys {
        pages: keys.pages,
        helpdesk: keys.pages_helpdesk,
        shared: keys.pages_shared,
        zone: keys.time_zone,
        proxies: keys.proxies,
    };
    let pages = pages::parse(page_keys, reached)?;
    let tls = tls(keys.certificate, keys.certificate_key, folder)?;
    let backup_days = number("backup_days", keys.backup_days, 0..=3_650)?;
    let retention_months = number("retention_months", keys.retention_months, 1..=1_200)?;
    let hosts = keys.hosts.into_iter().map(host).collect::<Result<_, _>>()?;
    let (limits, concurrency) = limits(keys.limits)?;
    Ok(Config {
        listen,
        desk,
        tokens: folder.join(keys.tokens),
        hosts,
        behind_proxy: keys.behind_proxy,
        tls,
        backup_days,
        retention_months,
        pages,
        limits,
        concurrency,
    })
}

fn listen(keys: &Keys) -> Result<SocketAddr, Wrong> {
    let (span, text) = (keys.listen.span(), keys.listen.get_ref());
    let address: SocketAddr = text.parse().map_err(|_| {
        let reason = format!("listen is “{text}”, but must be ADDRESS:PORT, for example \"127.0.0.1:8080\"");
        Wrong::new(span.clone(), reason)
    })?;
    if !address.ip().is_loopback() && !keys.behind_proxy && keys.certificate.is_none() {
        let reason = format!(
            "other machines reach {address} over plain HTTP, so that keys and tickets can be read on the way. Name a certificate and its certificate_key; or listen on loopback behind a proxy with TLS; or, if the proxy is another machine on a protected network, write behind_proxy = true"
        );
        return Err(Wrong::new(span, reason));
    }
    Ok(address)
}

/// A certificate and its key belong together.
fn tls(
    certificate: Option<Spanned<PathBuf>>,
    key: Option<Spanned<PathBuf>>,
    folder: &Path,
) -> Result<Option<TlsFiles>, Wrong> {
    match (certificate, key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(TlsFiles {
            certificate: folder.join(certificate.into_inner()),
            key: folder.join(key.into_inner()),
        })),
        (Some(alone), None) => Err(Wrong::new(
            alone.span(),
            "certificate needs certificate_key, the file with its private key",
        )),
        (None, Some(alone)) => Err(Wrong::new(
            alone.span(),
            "certificate_key needs certificate, the file with the certificate",
        )),
    }
}

fn host(name: Spanned<String>) -> Result<String, Wrong> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || ".-[]:".contains(c);
    if name.get_ref().is_empty() || name.get_ref().contains('/') || !name.get_ref().chars().all(is_name) {
        let reason = format!(
            "“{}” is not a host name; write it without https:// and path",
            name.get_ref()
        );
        return Err(Wrong::new(name.span(), reason));
    }
    Ok(name.into_inner())
}

fn limits(keys: LimitKeys) -> Result<(Limits, Concurrency), Wrong> {
    let (mut limits, mut concurrency) = (Limits::default(), Concurrency::default());
    set(
        "connections",
        &mut limits.connections,
        keys.connections,
        10..=100_000,
    )?;
    // The blocking threads of these three are fewer than the 512 that there are.
    set("reads", &mut concurrency.reads, keys.reads, 1..=128)?;
    set("commands", &mut concurrency.commands, keys.commands, 1..=256)?;
    set("batches", &mut concurrency.batches, keys.batches, 1..=100)?;
    set(
        "first_syncs",
        &mut concurrency.first_syncs,
        keys.first_syncs,
        1..=10_000,
    )?;
    set("waiting", &mut concurrency.waits, keys.waiting, 1..=100_000)?;
    Ok((limits, concurrency))
}

fn set(
    key: &str,
    limit: &mut usize,
    value: Option<Spanned<i64>>,
    range: RangeInclusive<usize>,
) -> Result<(), Wrong> {
    if let Some(number) = number(key, value, range)? {
        *limit = number;
    }
    Ok(())
}

/// A number in a range.
fn number<T: TryFrom<i64> + PartialOrd + Display>(
    key: &str,
    value: Option<Spanned<i64>>,
    range: RangeInclusive<T>,
) -> Result<Option<T>, Wrong> {
    let Some(value) = value else { return Ok(None) };
    let number = T::try_from(*value.get_ref())
        .ok()
        .filter(|number| range.contains(number));
    number.map(Some).ok_or_else(|| {
        let reason = format!(
            "{key} is {}, but must be {} to {}",
            value.get_ref(),
            range.start(),
            range.end()
        );
        Wrong::new(value.span(), reason)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: &str = "listen = \"127.0.0.1:8080\"\ndata = \"desk.db\"\ntokens = \"tokens.toml\"\n";

    fn parsed(text: &str, folder: &str) -> Result<Config, Wrong> {
        parse(text, Path::new("hub.toml"), Path::new(folder))
    }

    fn file_of(config: &Config) -> &Path {
        config.desk.file("").expect("a file")
    }

    fn wrong(text: &str) -> (usize, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("hub.toml");
        fs::write(&file, text).expect("written");
        let message = read(&file).expect_err("a wrong value").to_string();
        let place = message.split_once("hub.toml, line ").expect("file and line").1;
        let (line, reason) = place.split_once(": ").expect("a reason");
        (line.parse().expect("a line"), reason.to_owned())
    }

    #[test]
    fn a_short_file_has_the_default_limits_and_paths_in_its_folder() {
        let config = parsed(SHORT, "/etc/campus-desk").expect("valid");
        assert_eq!(file_of(&config), Path::new("/etc/campus-desk/desk.db"));
        assert_eq!(config.tokens, Path::new("/etc/campus-desk/tokens.toml"));
        assert_eq!(
            (config.limits.connections, config.concurrency.first_syncs),
            (4_096, 100)
        );
        let absolute = SHORT.replace("desk.db", "/srv/desk.db");
        assert_eq!(
            file_of(&parsed(&absolute, "/etc").expect("valid")),
            Path::new("/srv/desk.db")
        );
    }

    #[test]
    fn every_key_is_read() {
        let all = "listen = \"10.0.0.7:443\"\ndata = \"d\"\ntokens = \"t\"\nhosts = [\"desk.uni.example\"]\nbehind_proxy = true\n\
            certificate = \"c.pem\"\ncertificate_key = \"/k.pem\"\nbackup_days = 0\nretention_months = 24\n[limits]\nconnections = 10\nreads = 1\ncommands = 2\nbatches = 3\nfirst_syncs = 4\nwaiting = 5\n";
        let config = parsed(all, "/etc").expect("valid");
        let tls = config.tls.expect("a certificate");
        assert_eq!(
            (&*tls.certificate, &*tls.key),
            (Path::new("/etc/c.pem"), Path::new("/k.pem"))
        );
        assert_eq!((config.backup_days, config.retention_months), (Some(0), Some(24)));
        assert_eq!(
            (config.hosts, config.behind_proxy),
            (vec!["desk.uni.example".to_owned()], true)
        );
        let Concurrency {
            reads,
            commands,
            batches,
            first_syncs,
            waits,
            ..
        } = config.concurrency;
        assert_eq!(
            (
                config.limits.connections,
                reads,
                commands,
                batches,
                first_syncs,
                waits
            ),
            (10, 1, 2, 3, 4, 5)
        );
    }

    #[test]
    fn a_hub_with_its_own_certificate_may_be_reached_from_other_machines() {
        let open = SHORT.replace("127.0.0.1:8080", "0.0.0.0:443");
        assert!(parsed(&open, "").is_err());
        let own = format!("{open}certificate = \"c.pem\"\ncertificate_key = \"k.pem\"\n");
        assert!(parsed(&own, "").is_ok());
    }

    #[test]
    fn a_wrong_value_is_refused_with_its_line_and_the_reason() {
        for (text, line, part) in [
            (SHORT.replace("127.0.0.1:8080", "8080"), 1, "must be ADDRESS:PORT"),
            (SHORT.replace("127.0.0.1", "0.0.0.0"), 1, "behind_proxy = true"),
            (format!("{SHORT}hots = []\n"), 4, "unknown field `hots`"),
            (
                format!("{SHORT}hosts = [\n  \"https://desk.uni.example/\"]\n"),
                5,
                "not a host name",
            ),
            (
                format!("{SHORT}behind_proxy = \"yes\"\n"),
                4,
                "expected a boolean",
            ),
            (
                format!("{SHORT}[limits]\nreads = 0\n"),
                5,
                "reads is 0, but must be 1 to 128",
            ),
            (
                format!("{SHORT}certificate = \"c.pem\"\n"),
                4,
                "certificate needs certificate_key",
            ),
            (
                format!("{SHORT}certificate_key = \"k.pem\"\n"),
                4,
                "certificate_key needs certificate",
            ),
            (
                format!("{SHORT}backup_days = 4000\n"),
                4,
                "backup_days is 4000, but must be 0 to 3650",
            ),
            (
                format!("{SHORT}retention_months = 0\n"),
                4,
                "retention_months is 0, but must be 1 to 1200",
            ),
            (format!("{SHORT}[limits]\nwaiting = -1\n"), 5, "waiting is -1"),
            (format!("{SHORT}listen = \"127.0.0.1:1\"\n"), 4, "duplicate key"),
            (format!("{SHORT}data =\n"), 4, ""),
            (SHORT.replace("data", "#"), 1, "missing field `data`"),
        ] {
            let (at, reason) = wrong(&text);
            assert_eq!(at, line, "{text}: {reason}");
            assert!(reason.contains(part), "{reason}");
        }
        assert!(
            wrong("listen = \"127.0.0.1:8080\"\ndata = \"d\"\n")
                .1
                .contains("missing field `tokens`")
        );
    }
}
