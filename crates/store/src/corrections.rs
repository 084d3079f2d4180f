//! What the helpdesk taught: the corrections of the classifier, read from the history.

use chrono::{DateTime, Utc};
use tickets::{Category, TicketId};

/// One time that the helpdesk said what kind of problem a ticket is: a text and its right category.
///
/// Where both categories are alike, the helpdesk confirmed the classifier. A category that came with an import
/// is none of these: nobody looked at the classifier's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The ticket.
    pub ticket: TicketId,
    /// Its description at that time.
    pub text: String,
    /// What the classifier had said; none of an imported ticket that brought its category.
    pub classifier: Option<Category>,
    /// What the helpdesk said.
    pub helpdesk: Category,
    /// When.
    pub at: DateTime<Utc>,
}
