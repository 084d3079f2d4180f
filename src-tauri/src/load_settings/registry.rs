//! The policy in the Windows registry. Not tested on Windows.

use std::io::{self, ErrorKind};

use settings::registry::{RegistryValue, layer};
use settings::{Layer, ManagedSource, SettingsError};
use winreg::RegKey;
use winreg::enums::HKEY_LOCAL_MACHINE;

const POLICY: &str = r"SOFTWARE\Policies\Campus Desk";
const SUGGESTED: &str = "Defaults";

/// The key `HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Campus Desk`. Only administrators can write it.
pub struct RegistryPolicy;

impl ManagedSource for RegistryPolicy {
    fn read(&self) -> Result<Option<Layer>, SettingsError> {
        let name = format!(r"HKEY_LOCAL_MACHINE\{POLICY}");
        match values() {
            Ok(Some((pinned, suggested))) => layer(&name, &pinned, &suggested)
                .map(Some)
                .map_err(|findings| SettingsError::Invalid { name, findings }),
            Ok(None) => Ok(None),
            Err(source) => Err(SettingsError::Unreadable { name, source }),
        }
    }
}

/// The pinned and the suggested values; `None` if the policy is not set up.
fn values() -> io::Result<Option<(Vec<RegistryValue>, Vec<RegistryValue>)>> {
    let machine = RegKey::predef(HKEY_LOCAL_MACHINE);
    let Some(policy) = open(&machine, POLICY)? else {
        return Ok(None);
    };
    let suggested = match open(&policy, SUGGESTED)? {
        Some(suggested) => values_of(&suggested)?,
        None => Vec::new(),
    };
    Ok(Some((values_of(&policy)?, suggested)))
}

fn open(key: &RegKey, name: &str) -> io::Result<Option<RegKey>> {
    match key.open_subkey(name) {
        Ok(key) => Ok(Some(key)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn values_of(key: &RegKey) -> io::Result<Vec<RegistryValue>> {
    key.enum_values()
        .map(|value| {
            let (name, value) = value?;
            Ok(RegistryValue {
                name,
                kind: value.vtype as u32,
                bytes: value.bytes.into_owned(),
            })
        })
        .collect()
}
