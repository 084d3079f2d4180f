//! The choices of a browser, in a cookie: the names that were entered last, the order of the queue, the keys; and what the
//! queue showed last, until the browser is closed.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pages::Form;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tickets::{Name, Order, Role};

use crate::cookies::{Cookies, Lifetime, SetCookie};

const CHOICES: &str = "choices";
const QUEUE: &str = "queue";

/// The maximum length of a value. Browsers refuse cookies of more than 4,096 bytes, and proxies long headers.
const MOST: usize = 1_500;

/// The choices of a browser.
#[derive(Debug, Default)]
pub struct Choices {
    now: Mutex<Chosen>,
    before: Chosen,
}

/// Short names: the browser sends them with each request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    users_name: Option<String>,
    #[serde(rename = "h", skip_serializing_if = "Option::is_none")]
    helpdesks_name: Option<String>,
    #[serde(rename = "o", skip_serializing_if = "Option::is_none")]
    order: Option<String>,
    #[serde(rename = "k", skip_serializing_if = "std::ops::Not::not")]
    no_letter_keys: bool,
}

impl Choices {
    /// The choices in these cookies. What cannot be read is forgotten.
    pub fn of(cookies: &Cookies) -> Self {
        let before: Chosen = decode(cookies, CHOICES).unwrap_or_default();
        Self {
            now: Mutex::new(before.clone()),
            before,
        }
    }

    /// The order of the queue.
    pub fn order(&self) -> Order {
        let order = self.now().order.clone();
        order.and_then(|order| order.parse().ok()).unwrap_or_default()
    }

    /// Remembers the order of the queue.
    pub fn set_order(&self, order: Order) {
        self.now().order = Some(order.as_str().to_owned());
    }

    /// The name that was entered last in this role.
    pub fn name(&self, role: Role) -> Option<Name> {
        Name::new(self.now().name_of(role).clone()?).ok()
    }

    /// Remembers the name of a role.
    pub fn set_name(&self, role: Role, name: Option<&Name>) {
        *self.now().name_of(role) = name.map(|name| name.as_str().to_owned());
    }

    /// Whether single letters are keyboard shortcuts.
    pub fn letter_keys(&self) -> bool {
        !self.now().no_letter_keys
    }

    /// Remembers whether single letters are keyboard shortcuts.
    pub fn set_letter_keys(&self, on: bool) {
        self.now().no_letter_keys = !on;
    }

    /// The cookie to set, if something has changed.
    pub fn changed(&self, lifetime: Lifetime) -> Option<SetCookie> {
        let now = self.now().clone();
        (now != self.before)
            .then(|| encode(CHOICES, &now, lifetime))
            .flatten()
    }

    fn now(&self) -> MutexGuard<'_, Chosen> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Chosen {
    const fn name_of(&mut self, role: Role) -> &mut Option<String> {
        match role {
            Role::User => &mut self.users_name,
            Role::Helpdesk => &mut self.helpdesks_name,
        }
    }
}

/// What the queue showed last.
pub fn last_queue(cookies: &Cookies) -> Form {
    decode::<BTreeMap<String, String>>(cookies, QUEUE)
        .map(Form::from)
        .unwrap_or_default()
}

/// The cookie to set, if the queue shows something else now. A search that is too long is not remembered.
pub fn changed_queue(before: &Form, now: &Form) -> Option<SetCookie> {
    let fields = BTreeMap::from(now.clone());
    (now != before)
        .then(|| encode(QUEUE, &fields, Lifetime::Session))
        .flatten()
}

fn decode<T: DeserializeOwned>(cookies: &Cookies, name: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(cookies.get(name)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn encode(name: &str, value: &impl Serialize, lifetime: Lifetime) -> Option<SetCookie> {
    let value = URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).ok()?);
    (value.len() <= MOST).then(|| SetCookie {
        name: name.to_owned(),
        value,
        lifetime,
    })
}
