//! A ticket's history: one line for each accepted command.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Assignment, Category, CommandId, Description, Name, Place, Reporter, Role, TextPart, stored};

/// The lowest version of a prediction. A laptop predicts what a hub will decide; its predicted versions are greater than all
/// versions of the hub.
pub const PREDICTED: u64 = 1 << 40;

/// One line of a ticket's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The id of the accepted command.
    pub command: CommandId,
    /// The ticket's version after the command.
    pub version: u64,
    /// When the command was accepted.
    pub at: DateTime<Utc>,
    /// The role of the caller.
    pub role: Role,
    /// The name that the caller entered, if any.
    #[serde(default, deserialize_with = "stored::optional_text")]
    pub name: Option<Name>,
    /// What the command changed.
    pub event: Event,
}

/// What an accepted command changed, with the values before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The ticket was reported.
    Reported {
        /// The assigned category.
        category: Category,
        /// The classifier's result; `None` for an imported ticket whose file names the category.
        assignment: Option<Assignment>,
        /// The person for whom the helpdesk reported.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            deserialize_with = "stored::reporter"
        )]
        reporter: Option<Reporter>,
    },
    /// Description or place were modified; `None` for an unchanged field.
    Modified {
        /// The description before and after.
        #[serde(default, deserialize_with = "stored::changed_text")]
        description: Option<Changed<Description>>,
        /// The place before and after.
        #[serde(default, deserialize_with = "stored::changed_optional_text")]
        place: Option<Changed<Option<Place>>>,
        /// The category before and after, if the new description was classified differently.
        category: Option<Changed<Category>>,
        /// The classifier's result for the new description.
        assignment: Option<Assignment>,
    },
    /// A message was written. Its id is that of the command.
    Wrote,
    /// The status changed from open to active.
    Started,
    /// The status changed from active to closed.
    Closed,
    /// The helpdesk set the category.
    Corrected {
        /// The category before and after; equal if the helpdesk confirmed the category.
        category: Changed<Category>,
    },
    /// The helpdesk removed texts, also from earlier lines of the history.
    TextRemoved {
        /// The removed texts.
        text: TextPart,
    },
}

impl HistoryEntry {
    /// Whether the hub has not confirmed the line yet.
    #[must_use]
    pub const fn is_predicted(&self) -> bool {
        self.version >= PREDICTED
    }

    /// Whether this is the line of the report.
    #[must_use]
    pub const fn is_report(&self) -> bool {
        matches!(self.event, Event::Reported { .. })
    }

    /// The entry as a user may see it: without the contact of a reporter.
    #[must_use]
    pub fn without_contact(mut self) -> Self {
        self.remove_contact();
        self
    }

    /// Removes what a user may not see: the contact of a reporter.
    pub fn remove_contact(&mut self) {
        if let Event::Reported {
            reporter: Some(reporter),
            ..
        } = &mut self.event
        {
            reporter.contact = None;
        }
    }
}

/// A value before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed<T> {
    /// The value before the command.
    pub before: T,
    /// The value after the command.
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
