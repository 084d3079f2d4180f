//! Lists, as far as a role may see them.

use store::{Listing, Page, StoreError};
use tickets::{Counts, QueueRow, Role, Status, Ticket};

use crate::Desk;

impl Desk {
    /// A page of a list, as rows. A user's list holds open and active tickets only.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn rows(&self, role: Role, listing: Listing) -> Result<Page<QueueRow>, StoreError> {
        match listing_for(role, listing) {
            Some(listing) => self.store.rows(&listing),
            None => Ok(nothing()),
        }
    }

    /// A page of a list, as whole tickets. A user's list holds open and active tickets only.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be read.
    pub fn tickets(&self, role: Role, listing: Listing) -> Result<Page<Ticket>, StoreError> {
        match listing_for(role, listing) {
            Some(listing) => self.store.tickets(&listing),
            None => Ok(nothing()),
        }
    }

    /// How many tickets there are, of each kind.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.store.counts()
    }

    /// Up to `limit` places used before that begin with `prefix`.
    ///
    /// # Errors
    /// [`StoreError`] if they could not be read.
    pub fn places(&self, prefix: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        self.store.places(prefix, limit)
    }
}

/// What a user may list; `None` if that is nothing at all.
fn listing_for(role: Role, mut listing: Listing) -> Option<Listing> {
    if role == Role::User {
        if listing.filter.status == Some(Status::Closed) {
            return None;
        }
        listing.filter.unclosed = true;
    }
    Some(listing)
}

fn nothing<T>() -> Page<T> {
    Page {
        items: Vec::new(),
        before: None,
        after: None,
    }
}
