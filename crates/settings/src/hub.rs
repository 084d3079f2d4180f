//! The hub that a computer belongs to.

use std::net::IpAddr;
use std::path::PathBuf;

use crate::{Finding, HUB, HUB_CA, KEY_FILE, Place, Settings, SettingsError, Source, Value};

/// The hub of this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubSetting {
    /// The address, without a path: `https://desk.uni.example`.
    pub address: String,
    /// The file with the key of this computer.
    pub key_file: NamedFile,
    /// The file with the certificate of the authority that signed the hub's certificate, if the system does not trust it.
    pub ca_file: Option<NamedFile>,
}

/// A file that the settings name, and where they name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// The file.
    pub path: PathBuf,
    /// The place in the settings.
    pub place: Place,
}

impl NamedFile {
    /// The error that the file cannot be used.
    #[must_use]
    pub fn unusable(&self, reason: &str) -> SettingsError {
        invalid(&self.place, format!("{}: {reason}", self.path.display()))
    }
}

impl Settings {
    /// The hub of this computer; `None`: the computer has a desk of its own.
    ///
    /// # Errors
    /// [`SettingsError::Invalid`] for a hub without a key.
    pub fn hub(&self) -> Result<Option<HubSetting>, SettingsError> {
        let hub = self.effective(&HUB, None);
        let (Some(Value::Address(address)), Some(place)) = (hub.value, hub.source.place()) else {
            return Ok(None);
        };
        let file = |key| {
            let file = self.effective(key, None);
            match (file.value, file.source.place()) {
                (Some(Value::File(path)), Some(place)) => Some(NamedFile {
                    path,
                    place: place.clone(),
                }),
                _ => None,
            }
        };
        let key_file = file(&KEY_FILE).ok_or_else(|| {
            let reason = format!(
                "“{}” needs “{}”, the file with the key of this computer",
                HUB.name, KEY_FILE.name
            );
            invalid(place, reason)
        })?;
        Ok(Some(HubSetting {
            address,
            key_file,
            ca_file: file(&HUB_CA),
        }))
    }
}

impl Source {
    /// The place of the value; `None` if no layer sets it.
    const fn place(&self) -> Option<&Place> {
        match self {
            Self::Machine(place) | Self::File(place) => Some(place),
            Self::Person | Self::Default => None,
        }
    }
}

fn invalid(place: &Place, reason: String) -> SettingsError {
    SettingsError::Invalid {
        name: place.name.clone(),
        findings: vec![Finding {
            place: place.clone(),
            reason,
        }],
    }
}

/// Checks the address of a hub. `Err` is the reason.
pub(crate) fn address(text: &str) -> Result<String, String> {
    let (scheme, rest) = text
        .split_once("://")
        .ok_or_else(|| format!("“{text}” is not an address; write it like “https://desk.uni.example”"))?;
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = host_and_port(authority);
    let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    if host.is_empty() || !host.chars().all(is_host) || port.is_some_and(|port| port.parse::<u16>().is_err())
    {
        return Err(format!(
            "“{text}” is not an address; write only host and port, like “https://desk.uni.example”"
        ));
    }
    match scheme {
        "https" => Ok(format!("https://{authority}")),
        "http" if is_this_computer(host) => Ok(format!("http://{authority}")),
        "http" => Err(format!(
            "“{text}” would send the key and the tickets unencrypted; write https://"
        )),
        _ => Err(format!("“{text}” must begin with https://")),
    }
}

/// `[::1]:8080` is the host `[::1]` with the port `8080`.
fn host_and_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn is_this_computer(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Defaults, Layer};

    fn settings(text: &str) -> Settings {
        let layer = Layer::from_toml("/etc/campus-desk/settings.toml", text).unwrap();
        let defaults = Defaults {
            time_zone: chrono_tz::Tz::UTC,
        };
        Settings::new(vec![layer], None, defaults)
    }

    #[test]
    fn an_address_is_https_or_this_computer() {
        for (written, read) in [
            ("https://desk.uni.example", "https://desk.uni.example"),
            ("https://desk.uni.example/", "https://desk.uni.example"),
            ("https://10.1.2.3:8443", "https://10.1.2.3:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://localhost", "http://localhost"),
        ] {
            assert_eq!(address(written).as_deref(), Ok(read));
        }
        for wrong in [
            "",
            "desk.uni.example",
            "https://",
            "https://desk.uni.example/desk",
            "https://me:secret@desk.uni.example",
            "https://desk.uni.example:99999",
            "http://desk.uni.example",
            "http://127.0.0.1.desk.example",
            "ftp://desk.uni.example",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_hub_needs_a_key_and_may_have_an_authority() {
        let alone = settings("role = \"user\"");
        assert_eq!(alone.hub().unwrap(), None);

        let without_key = settings("\nhub = \"https://desk.uni.example\"");
        let error = without_key.hub().unwrap_err().to_string();
        assert_eq!(
            error,
            "/etc/campus-desk/settings.toml:2: “hub” needs “key_file”, the file with the key of this computer"
        );

        #[cfg(unix)]
        {
            let whole = "hub = \"https://desk.uni.example\"\nkey_file = \"/etc/campus-desk/key\"\n[defaults]\nhub_ca = \"/etc/ca.pem\"";
            let hub = settings(whole).hub().unwrap().unwrap();
            assert_eq!(hub.address, "https://desk.uni.example");
            assert_eq!(hub.key_file.place.line, Some(2));
            assert_eq!(hub.ca_file.unwrap().path, PathBuf::from("/etc/ca.pem"));
            let error = hub.key_file.unusable("it is empty").to_string();
            assert_eq!(
                error,
                "/etc/campus-desk/settings.toml:2: /etc/campus-desk/key: it is empty"
            );
        }
    }
}
