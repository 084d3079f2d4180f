//! A ticket as it is now.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Assignment, Category, CategoryBy, Description, Place, Role, Status, TicketId, stored};

/// A reported problem. What always holds: `opened_at <= modified_at`; `closed_at` is set exactly when
/// the status is closed, and then equals `modified_at` (of an imported ticket it may be earlier); `version`
/// counts the accepted commands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// Names the ticket for good; made where it was reported.
    pub id: TicketId,
    /// The short number that people see, given by whoever holds the truth; a replica's own report
    /// has none yet.
    pub number: Option<u64>,
    /// The problem in the reporter's words.
    #[serde(deserialize_with = "stored::text")]
    pub description: Description,
    /// Where it is, if said.
    #[serde(default, deserialize_with = "stored::optional_text")]
    pub place: Option<Place>,
    /// What kind of problem it is.
    pub category: Category,
    /// Who said so.
    pub category_by: CategoryBy,
    /// What the classifier said of the description; none for imported tickets that brought a category.
    pub assignment: Option<Assignment>,
    /// Where it stands.
    pub status: Status,
    /// When it was reported.
    pub opened_at: DateTime<Utc>,
    /// When the last command was accepted, messages included.
    pub modified_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// How many commands were accepted, the report included.
    pub version: u64,
    /// The version in which the description got its present text.
    pub description_version: u64,
    /// The version in which the place got its present text.
    pub place_version: u64,
    /// How many messages stand under it.
    pub messages: u32,
    /// Who wrote the last message; none before the first.
    pub last_word: Option<Role>,
    /// Since when the user has been waiting for an answer: the report, or the first message of theirs
    /// that the helpdesk has not answered. None once answered, and when closed.
    pub waiting_since: Option<DateTime<Utc>>,
}

impl Ticket {
    /// Whether the category can be relied on: given by the helpdesk, or by a classifier that was sure.
    #[must_use]
    pub fn sure(&self) -> bool {
        self.category_by == CategoryBy::Helpdesk || self.assignment.as_ref().is_some_and(|a| a.sure)
    }

    /// How likely the category is right, 0 to 1: 1 where the helpdesk gave it, 0 where a classifier did of which
    /// nothing is known.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        match (self.category_by, &self.assignment) {
            (CategoryBy::Helpdesk, _) => 1.0,
            (CategoryBy::Classifier, Some(assignment)) => assignment.confidence,
            (CategoryBy::Classifier, None) => 0.0,
        }
    }
}
