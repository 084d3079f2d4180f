//! The three categories, and how a ticket came to one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What kind of problem a ticket is about. The problem decides, not the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Buildings, rooms, heat, light, water, lifts, locks, pests, cleaning, grounds.
    FacilityManagement,
    /// Accounts, networks, printing, rooms' technology, websites, software, phones.
    TechnicalIt,
    /// Staff, queues, food, buses, parking, fees, aid, library, registrar, mail, health, residence office.
    ServicesComplaints,
}

impl Category {
    /// All categories, in the order in which they are listed everywhere.
    pub const ALL: [Self; 3] = [
        Self::FacilityManagement,
        Self::TechnicalIt,
        Self::ServicesComplaints,
    ];

    /// The category as it is written in storage, in the API and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FacilityManagement => "facility-management",
            Self::TechnicalIt => "technical-it",
            Self::ServicesComplaints => "services-complaints",
        }
    }

    /// The category as people read it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::FacilityManagement => "Facility management",
            Self::TechnicalIt => "Technical IT",
            Self::ServicesComplaints => "Services complaints",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no category.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is no category; there are facility-management, technical-it and services-complaints")]
pub struct UnknownCategory(pub String);

impl FromStr for Category {
    type Err = UnknownCategory;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|c| c.as_str() == text)
            .ok_or_else(|| UnknownCategory(text.to_owned()))
    }
}

/// Who gave a ticket its category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CategoryBy {
    /// The classifier, from the description; an edited description is classified again.
    Classifier,
    /// The helpdesk (or an import that names the category); an edit leaves it.
    Helpdesk,
}

impl CategoryBy {
    /// As written in storage and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Classifier => "classifier",
            Self::Helpdesk => "helpdesk",
        }
    }
}

/// What the classifier says of a description. Stored with the ticket, so that "why" can be
/// answered later even by a newer model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The best guess, given even where it is unsure.
    pub category: Category,
    /// The calibrated probability that the guess is right, 0 to 1.
    pub confidence: f64,
    /// Whether guesses of this confidence are right at least 80 times in 100;
    /// where not, the page says "not sure".
    pub sure: bool,
    /// Up to five words that spoke for the category, heaviest first.
    pub because: Vec<Reason>,
    /// The version of the model that said so.
    pub model: String,
}

/// A word of the description and how much it spoke for the category (in log-odds; negative: against).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The word as it stands in the text, in lower case.
    pub word: String,
    /// Its weight.
    pub weight: f64,
}
