//! What happened to a ticket: one line for each accepted command.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Assignment, Category, CommandId, Description, Name, Place, Role, stored};

/// One line of a ticket's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The command that did it.
    pub command: CommandId,
    /// The ticket's version after it.
    pub version: u64,
    /// When it was accepted.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub role: Role,
    /// The name they gave, if any.
    #[serde(default, deserialize_with = "stored::optional_text")]
    pub name: Option<Name>,
    /// What was done.
    pub event: Event,
}

/// What an accepted command did, with before and after where something was replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The ticket was reported.
    Reported {
        /// The category it was given.
        category: Category,
        /// What the classifier said; none for an imported ticket that brought its category.
        assignment: Option<Assignment>,
    },
    /// Description or place were modified; what did not change is `None`.
    Modified {
        /// The texts before and after.
        #[serde(default, deserialize_with = "stored::changed_text")]
        description: Option<Changed<Description>>,
        /// The places before and after.
        #[serde(default, deserialize_with = "stored::changed_optional_text")]
        place: Option<Changed<Option<Place>>>,
        /// The categories, if the new description was given another one.
        category: Option<Changed<Category>>,
        /// What the classifier said of the new description.
        assignment: Option<Assignment>,
    },
    /// A message was written (it has the command's id).
    Wrote,
    /// Open became active.
    Started,
    /// Active became closed.
    Closed,
    /// The helpdesk said what kind of problem it is.
    Corrected {
        /// The categories before and after; alike where the helpdesk agreed with the classifier.
        category: Changed<Category>,
    },
}

/// A value before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed<T> {
    /// As it was.
    pub before: T,
    /// As it became.
    pub after: T,
}

impl<T> Changed<T> {
    pub(crate) fn map<U>(self, convert: impl Fn(T) -> U) -> Changed<U> {
        Changed {
            before: convert(self.before),
            after: convert(self.after),
        }
    }
}
