//! Which layer decides.

use std::fmt;

use chrono_tz::Tz;
use tickets::Role;

use crate::key::DEFAULT_BACKUP_DAYS;
use crate::layer::Placed;
use crate::{
    BACKUP_DAYS, Finding, KEYS, Key, Kind, Layer, ManagedSource, NOTIFICATIONS, Place, RETENTION_MONTHS,
    ROLE, SHARED, SettingsError, TIME_ZONE, Value,
};

/// The settings of this run: all layers except the person's choice, which can change while the program runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The machine's policy, most important source first.
    machine: Vec<Layer>,
    /// `--settings FILE`.
    file: Option<Layer>,
    defaults: Defaults,
}

/// Default values that depend on the computer.
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    /// The time zone of the computer.
    pub time_zone: Tz,
}

/// A value in effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// The layer that it comes from.
    pub source: Source,
    /// Whether it can be changed.
    pub state: State,
}

/// The layer of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The machine's policy.
    Machine(Place),
    /// The file of `--settings`.
    File(Place),
    /// The person's choice.
    Person,
    /// No layer sets the key.
    Default,
}

/// Whether a value can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The person cannot change it.
    Pinned,
    /// The person chose it.
    Chosen,
    /// It applies until the person chooses.
    Suggested,
    /// Nobody set it.
    Default,
}

impl Settings {
    /// Puts layers together: the machine's sources, most important first, and the file of `--settings`.
    #[must_use]
    pub const fn new(machine: Vec<Layer>, file: Option<Layer>, defaults: Defaults) -> Self {
        Self {
            machine,
            file,
            defaults,
        }
    }

    /// Reads all sources.
    ///
    /// # Errors
    /// The first source that cannot be used.
    pub fn read(
        machine: &[Box<dyn ManagedSource>],
        file: Option<&dyn ManagedSource>,
        defaults: Defaults,
    ) -> Result<Self, SettingsError> {
        let mut layers = Vec::new();
        for source in machine {
            layers.extend(source.read()?);
        }
        let file = file.map(ManagedSource::read).transpose()?.flatten();
        Ok(Self::new(layers, file, defaults))
    }

    /// The role in effect, if the person chose `choice`. No role: the person must be asked.
    #[must_use]
    pub fn role(&self, choice: Option<Role>) -> Setting<Option<Role>> {
        self.effective(&ROLE, choice.map(Value::Role))
            .map(|value| value.and_then(Value::role))
    }

    /// The role that nobody on this computer can change.
    #[must_use]
    pub fn pinned_role(&self) -> Option<Role> {
        let role = self.role(None);
        role.value.filter(|_| role.state == State::Pinned)
    }

    /// The time zone of the campus.
    #[must_use]
    pub fn time_zone(&self) -> Setting<Tz> {
        self.effective(&TIME_ZONE, None).map(|value| {
            value
                .and_then(Value::time_zone)
                .unwrap_or(self.defaults.time_zone)
        })
    }

    /// Whether several people use this computer under one account.
    #[must_use]
    pub fn shared(&self) -> Setting<bool> {
        self.effective(&SHARED, None)
            .map(|value| value.and_then(Value::switch).unwrap_or(false))
    }

    /// Whether the desktop shows notifications about reports from this computer.
    #[must_use]
    pub fn notifications(&self) -> Setting<bool> {
        self.effective(&NOTIFICATIONS, None)
            .map(|value| value.and_then(Value::switch).unwrap_or(true))
    }

    /// The number of days that daily backups stay; 0: none are made.
    #[must_use]
    pub fn backup_days(&self) -> Setting<u32> {
        self.effective(&BACKUP_DAYS, None)
            .map(|value| value.and_then(Value::days).unwrap_or(DEFAULT_BACKUP_DAYS))
    }

    /// The number of months that closed tickets have texts and names; `None`: for ever.
    #[must_use]
    pub fn retention_months(&self) -> Setting<Option<u32>> {
        self.effective(&RETENTION_MONTHS, None)
            .map(|value| value.and_then(Value::months))
    }

    /// The value of a key in effect; `None` if no layer sets it.
    pub(crate) fn effective(&self, key: &Key, choice: Option<Value>) -> Setting<Option<Value>> {
        if let Some((placed, source)) = self.first_pinned(key) {
            return Setting::new(Some(placed.value.clone()), source, State::Pinned);
        }
        if choice.is_some() {
            return Setting::new(choice, Source::Person, State::Chosen);
        }
        match self.first_suggested(key) {
            Some((placed, source)) => Setting::new(Some(placed.value.clone()), source, State::Suggested),
            None => Setting::new(None, Source::Default, State::Default),
        }
    }

    fn first_pinned(&self, key: &Key) -> Option<(&Placed, Source)> {
        let machine = self.machine.iter().find_map(|layer| layer.pinned.get(key.name));
        let file = || self.file.as_ref().and_then(|layer| layer.pinned.get(key.name));
        machine
            .map(|placed| (placed, Source::Machine(placed.place.clone())))
            .or_else(|| file().map(|placed| (placed, Source::File(placed.place.clone()))))
    }

    fn first_suggested(&self, key: &Key) -> Option<(&Placed, Source)> {
        let file = self.file.as_ref().and_then(|layer| layer.suggested.get(key.name));
        let mut machine = self
            .machine
            .iter()
            .filter_map(|layer| layer.suggested.get(key.name));
        file.map(|placed| (placed, Source::File(placed.place.clone())))
            .or_else(|| {
                machine
                    .next()
                    .map(|placed| (placed, Source::Machine(placed.place.clone())))
            })
    }

    /// Unknown keys of all layers, and values of `--settings` that a pinned value overrules.
    #[must_use]
    pub fn warnings(&self) -> Vec<Finding> {
        let layers = self.machine.iter().chain(&self.file);
        layers
            .flat_map(Layer::warnings)
            .cloned()
            .chain(KEYS.iter().filter_map(|key| self.overruled(key)))
            .collect()
    }

    fn overruled(&self, key: &Key) -> Option<Finding> {
        let ignored = self.file.as_ref()?.pinned.get(key.name)?;
        let (placed, source) = self.first_pinned(key)?;
        let differs = matches!(source, Source::Machine(_)) && placed.value != ignored.value;
        differs.then(|| Finding {
            place: ignored.place.clone(),
            reason: format!("“{}” is ignored, because {} pins it", key.name, placed.place),
        })
    }

    /// The default value of a key as text.
    pub(crate) fn default_text(&self, key: &Key) -> String {
        match key.kind {
            Kind::Role | Kind::Switch | Kind::Days | Kind::Months | Kind::Address | Kind::File => {
                key.default.to_owned()
            }
            Kind::TimeZone => self.defaults.time_zone.name().to_owned(),
        }
    }
}

impl<T> Setting<T> {
    const fn new(value: T, source: Source, state: State) -> Self {
        Self { value, source, state }
    }

    fn map<U>(self, value: impl FnOnce(T) -> U) -> Setting<U> {
        Setting::new(value(self.value), self.source, self.state)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine(place) => place.fmt(f),
            Self::File(place) => write!(f, "--settings {place}"),
            Self::Person => f.write_str("the person's choice"),
            Self::Default => f.write_str("built in"),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pinned => "pinned",
            Self::Chosen => "chosen",
            Self::Suggested => "suggested",
            Self::Default => "default",
        })
    }
}
