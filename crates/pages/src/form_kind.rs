//! The kinds of forms that have drafts.

use std::str::FromStr;

use tickets::TicketId;

use crate::form::{Form, FormError};

/// A kind of form that has drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// A new report.
    Report,
    /// An edit of a ticket.
    Edit,
    /// A message under a ticket.
    Message,
    /// What was being written in a ticket when it was closed, as a new report.
    ReportAgain,
}

impl FormKind {
    /// The value of the field `page`, which names the kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Edit => "edit",
            Self::Message => "message",
            Self::ReportAgain => "again",
        }
    }

    /// The ticket that a form of this kind is about: none for a report, the closed ticket for one reported again.
    pub fn ticket(self, form: &Form) -> Result<Option<TicketId>, FormError> {
        match self {
            Self::Report => Ok(None),
            Self::ReportAgain => form.required("again").map(Some),
            Self::Edit | Self::Message => form.ticket().map(Some),
        }
    }
}

impl FromStr for FormKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let all = [Self::Report, Self::Edit, Self::Message, Self::ReportAgain];
        all.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}
