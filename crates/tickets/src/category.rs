//! The three categories, and how a category is assigned to a ticket.

use enum_map::Enum;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};
use thiserror::Error;

/// What kind of problem a ticket is about. The problem decides the category, not the place.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    Enum,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownCategory, parse_err_fn = unknown_category)]
pub enum Category {
    /// Buildings, rooms, heat, light, water, lifts, locks, pests, cleaning, grounds.
    FacilityManagement,
    /// Accounts, networks, printing, room technology, websites, software, phones.
    TechnicalIt,
    /// Staff, queues, food, buses, parking, fees, aid, library, registrar, mail, health, residence office.
    ServicesComplaints,
}

impl Category {
    /// All categories, in display order.
    pub const ALL: [Self; 3] = [
        Self::FacilityManagement,
        Self::TechnicalIt,
        Self::ServicesComplaints,
    ];

    /// The category's name in storage, in the API and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The category's name on screen.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::FacilityManagement => "Facility management",
            Self::TechnicalIt => "Technical IT",
            Self::ServicesComplaints => "Services complaints",
        }
    }
}

/// The text is not the name of a category.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is not a category; use facility-management, technical-it or services-complaints")]
pub struct UnknownCategory(pub String);

fn unknown_category(text: &str) -> UnknownCategory {
    UnknownCategory(text.to_owned())
}

/// Who assigned a ticket its category.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum CategoryBy {
    /// The classifier. While the ticket is open, a changed description is classified again.
    Classifier,
    /// The helpdesk, or an import that names the category. Edits do not change it.
    Helpdesk,
}

impl CategoryBy {
    /// The name in storage and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The classifier's result for a description. It is stored with the ticket, so that the page can explain the category
/// after the model has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The most probable category, also if the classifier is unsure.
    pub category: Category,
    /// The calibrated probability that `category` is right, 0 to 1.
    pub confidence: f64,
    /// Whether categories of this confidence are right in at least 80 % of cases. If not, the page shows "not sure".
    pub sure: bool,
    /// Up to five words that contributed most to the category, largest weight first.
    pub because: Vec<Reason>,
    /// The version of the model.
    pub model: String,
}

/// A word of the description and its contribution to the category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The word as written in the description, in lower case.
    pub word: String,
    /// The contribution in log-odds; negative if the word counts against the category.
    pub weight: f64,
}
