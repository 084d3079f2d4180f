//! Lists of tickets, restricted to what a role may see.

use store::{Listing, Page, StoreError};
use tickets::{Counts, Filter, QueueRow, Role, Status, Ticket};

use crate::Desk;

impl Desk {
    /// A page of a list, as rows. A user's list holds open and active tickets only.
    pub fn rows(&self, role: Role, listing: Listing) -> Result<Page<QueueRow>, StoreError> {
        match listing_for(role, listing) {
            Some(listing) => self.store.rows(&listing),
            None => Ok(empty_page()),
        }
    }

    /// A page of a list, as whole tickets. A user's list holds open and active tickets only.
    pub fn tickets(&self, role: Role, listing: Listing) -> Result<Page<Ticket>, StoreError> {
        match listing_for(role, listing) {
            Some(listing) => self.store.tickets(&listing),
            None => Ok(empty_page()),
        }
    }

    /// The number of tickets of each status and category.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.store.counts()
    }

    /// Up to `limit` places of earlier tickets that have a word beginning with each word of `text`.
    pub fn places(&self, text: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        self.store.places(text, limit)
    }
}

/// The listing restricted to what the role may see; `None` if that is nothing.
fn listing_for(role: Role, listing: Listing) -> Option<Listing> {
    let filter = filter_for(role, listing.filter)?;
    Some(Listing { filter, ..listing })
}

/// The filter restricted to what the role may see; `None` if that is nothing.
pub fn filter_for(role: Role, mut filter: Filter) -> Option<Filter> {
    if role == Role::User {
        if filter.status == Some(Status::Closed) {
            return None;
        }
        filter.unclosed = true;
    }
    Some(filter)
}

fn empty_page<T>() -> Page<T> {
    Page {
        items: Vec::new(),
        before: None,
        after: None,
    }
}
