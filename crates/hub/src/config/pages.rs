//! The keys of `hub.toml` for pages in a browser.

use std::net::{IpAddr, SocketAddr};

use browser::Proxies;
use chrono_tz::Tz;
use toml::Spanned;

use super::wrong::Wrong;

/// The settings of pages in a browser.
#[derive(Clone, Debug)]
pub struct Pages {
    /// Whether a browser can prove, with the key, that it is at the helpdesk.
    pub helpdesk: bool,
    /// Whether several people use the browsers.
    pub shared: bool,
    /// The campus's time zone; `None`: that of the hub's computer.
    pub zone: Option<Tz>,
    /// The proxies in front of the hub.
    pub proxies: Proxies,
}

/// The keys as they are in the file.
pub struct PageKeys {
    pub pages: Option<Spanned<bool>>,
    pub helpdesk: Option<Spanned<String>>,
    pub shared: Option<bool>,
    pub zone: Option<Spanned<String>>,
    pub proxies: Option<Vec<Spanned<String>>>,
}

/// Where the hub listens, and which names it has.
#[derive(Clone, Copy, Debug)]
pub struct Reached {
    pub listen: SocketAddr,
    pub behind_proxy: bool,
    pub has_names: bool,
}

/// Checks the keys; `None` without `pages = true`.
pub fn parse(keys: PageKeys, reached: Reached) -> Result<Option<Pages>, Wrong> {
    let zone = keys.zone.map(zone).transpose()?;
    let helpdesk = keys.helpdesk.map(helpdesk).transpose()?.unwrap_or(false);
    let named = keys.proxies.unwrap_or_default();
    let addresses = named.into_iter().map(proxy).collect::<Result<Vec<_>, _>>()?;
    let Some(pages) = keys.pages.filter(|pages| *pages.get_ref()) else {
        return Ok(None);
    };
    let loopback = reached.listen.ip().is_loopback();
    if !loopback && !reached.has_names {
        let reason = "pages needs hosts, the names under which browsers reach the hub: otherwise the page of another site could \
            reach it under a name of its own";
        return Err(Wrong::new(pages.span(), reason));
    }
    if !loopback && reached.behind_proxy && addresses.is_empty() {
        let reason = "pages behind a proxy on another machine needs proxies, the addresses from which it connects: otherwise all \
            browsers count as one address, and only ten reports a minute are accepted";
        return Err(Wrong::new(pages.span(), reason));
    }
    Ok(Some(Pages {
        helpdesk,
        shared: keys.shared.unwrap_or(false),
        zone,
        proxies: Proxies { addresses, loopback },
    }))
}

fn zone(name: Spanned<String>) -> Result<Tz, Wrong> {
    name.get_ref().parse().map_err(|_| {
        let reason = format!(
            "time_zone is “{}”, but must be the name of a zone, for example \"Europe/Rome\"",
            name.get_ref()
        );
        Wrong::new(name.span(), reason)
    })
}

fn helpdesk(value: Spanned<String>) -> Result<bool, Wrong> {
    match value.get_ref().as_str() {
        "off" => Ok(false),
        "key" => Ok(true),
        other => {
            let reason = format!("pages_helpdesk is “{other}”, but must be \"off\" or \"key\"");
            Err(Wrong::new(value.span(), reason))
        }
    }
}

fn proxy(address: Spanned<String>) -> Result<IpAddr, Wrong> {
    address.get_ref().parse().map_err(|_| {
        let reason = format!("“{}” in proxies is not an IP address", address.get_ref());
        Wrong::new(address.span(), reason)
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::file::parse;

    const SHORT: &str = "listen = \"127.0.0.1:8080\"\ndata = \"desk.db\"\ntokens = \"tokens.toml\"\n";

    fn wrong(text: &str) -> String {
        parse(text, Path::new("hub.toml"), Path::new(""))
            .expect_err("a wrong value")
            .reason
    }

    #[test]
    fn there_are_no_pages_unless_the_file_says_so_and_then_no_helpdesk_in_them() {
        let parse = |text: &str| {
            parse(text, Path::new("hub.toml"), Path::new(""))
                .expect("valid")
                .pages
        };
        assert!(parse(SHORT).is_none());
        assert!(parse(&format!("{SHORT}pages = false\npages_helpdesk = \"key\"\n")).is_none());
        let pages = parse(&format!("{SHORT}pages = true\n")).expect("pages");
        assert!(!pages.helpdesk && !pages.shared && pages.zone.is_none());
        assert!(pages.proxies.loopback && pages.proxies.addresses.is_empty());
        let all = "pages = true\npages_helpdesk = \"key\"\npages_shared = true\ntime_zone = \"Europe/Rome\"\nproxies = [\"10.0.0.2\"]\n";
        let pages = parse(&format!("{SHORT}{all}")).expect("pages");
        assert!(pages.helpdesk && pages.shared);
        assert_eq!(pages.zone, Some(chrono_tz::Europe::Rome));
        assert_eq!(
            pages.proxies.addresses,
            ["10.0.0.2".parse::<std::net::IpAddr>().unwrap()]
        );
    }

    #[test]
    fn pages_for_other_machines_need_names_and_the_address_of_their_proxy() {
        let open = SHORT.replace("127.0.0.1", "10.0.0.7");
        let own = format!("{open}certificate = \"c.pem\"\ncertificate_key = \"k.pem\"\npages = true\n");
        assert!(wrong(&own).contains("pages needs hosts"));
        let named = format!("{own}hosts = [\"desk.uni.example\"]\n");
        let pages = parse(&named, Path::new("hub.toml"), Path::new(""))
            .expect("valid")
            .pages
            .expect("pages");
        assert!(!pages.proxies.loopback, "nobody else speaks for a browser");
        let behind = format!("{open}behind_proxy = true\npages = true\nhosts = [\"desk.uni.example\"]\n");
        assert!(wrong(&behind).contains("needs proxies"));
        assert!(
            parse(
                &format!("{behind}proxies = [\"10.0.0.2\"]\n"),
                Path::new("hub.toml"),
                Path::new("")
            )
            .is_ok()
        );
    }

    #[test]
    fn a_wrong_value_is_refused_with_the_reason() {
        for (line, part) in [
            ("pages = \"yes\"", "expected a boolean"),
            ("pages_helpdesk = \"yes\"", "must be \"off\" or \"key\""),
            ("time_zone = \"Roma\"", "Europe/Rome"),
            ("proxies = [\"proxy.uni.example\"]", "not an IP address"),
        ] {
            let reason = wrong(&format!("{SHORT}{line}\n"));
            assert!(reason.contains(part), "{reason}");
        }
    }
}
