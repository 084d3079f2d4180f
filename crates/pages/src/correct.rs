//! Correcting the category of a ticket as it was on screen.
//!
//! A correction names what was on screen: the version, and the category. It is not sent if the description was
//! modified since, or if someone else has chosen another category since. A newer message does not prevent it.

use desk::{Desk, Visible};
use store::StoreError;
use tickets::{Base, Caller, Category, CategoryBy, CommandId, Refusal, Ticket, TicketId};

use crate::form::{Form, FormError};

/// A correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The ticket to correct.
    pub ticket: TicketId,
    /// The right category.
    pub category: Category,
    /// The version that was on screen; `None` corrects any version.
    pub seen_version: Option<u64>,
    /// The category that was on screen; `None` corrects any category.
    pub seen_category: Option<Category>,
    /// The id of the command.
    pub command: CommandId,
}

/// How a correction ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The ticket has the category now, or had it already from the helpdesk.
    Corrected,
    /// The description was modified after the version on screen: nothing was sent.
    NewText,
    /// Someone else has chosen this category after what was on screen: nothing was sent.
    NewCategory(Category),
    /// The desk refused.
    Refused(Refusal),
}

impl Correction {
    /// Parses the form of `correct_category`.
    pub fn parse(form: &Form) -> Result<Self, FormError> {
        Ok(Self {
            ticket: form.ticket()?,
            category: form.required("category")?,
            seen_version: form.optional("version")?,
            seen_category: form.optional("seen_category")?,
            command: form.command()?,
        })
    }

    /// Corrects the category, unless the ticket has a newer text or category than the corrector saw. Blocks.
    ///
    /// The command names the version that was read before, so that nothing can slip in between reading and correcting.
    pub fn apply(&self, desk: &Desk, caller: &Caller) -> Result<Outcome, StoreError> {
        loop {
            let ticket = match desk.ticket(caller.role, self.ticket.into())? {
                Visible::Full(ticket) => ticket,
                Visible::Closed { .. } | Visible::NotFound => {
                    return Ok(Outcome::Refused(Refusal::NoSuchTicket));
                }
            };
            if let Some(newer) = self.compare(&ticket) {
                return Ok(newer);
            }
            let only_at = Some(Base::Version(ticket.version));
            match desk.correct(caller, self.command, self.ticket, self.category, only_at)? {
                Ok(_) => return Ok(Outcome::Corrected),
                Err(Refusal::ChangedMeanwhile { .. }) => {}
                Err(refusal) => return Ok(Outcome::Refused(refusal)),
            }
        }
    }

    /// What is newer than what was on screen and prevents the correction.
    fn compare(&self, now: &Ticket) -> Option<Outcome> {
        let by_helpdesk = now.category_by == CategoryBy::Helpdesk;
        let recategorised = self.seen_category.is_some_and(|seen| seen != now.category);
        if recategorised && by_helpdesk && now.category == self.category {
            Some(Outcome::Corrected)
        } else if self
            .seen_version
            .is_some_and(|seen| now.description_version > seen)
        {
            Some(Outcome::NewText)
        } else if recategorised {
            Some(Outcome::NewCategory(now.category))
        } else {
            None
        }
    }
}
