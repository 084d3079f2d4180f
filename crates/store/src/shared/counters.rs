//! The counters of a desk, as one value: tickets by status, category and sureness, waiting tickets by category and
//! sureness, and confusions of reviewed tickets.

use tickets::{Category, Status, Ticket};

use super::codes::Coded;

/// The difference that a transaction makes to the counters of a desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// By status, category and sureness.
    tickets: [[[i64; 2]; 3]; 3],
    /// Tickets whose reporter waits, by category and sureness.
    waiting: [[i64; 2]; 3],
    /// By the classifier's category and the right one.
    confusions: [[i64; 3]; 3],
}

impl Counters {
    /// Counts a new ticket. It adds no confusion: a ticket that is imported as closed was not reviewed here.
    pub fn add_new(&mut self, ticket: &Ticket) {
        self.add_ticket(ticket, 1);
    }

    /// Counts a ticket that is deleted.
    pub fn remove(&mut self, ticket: &Ticket) {
        self.add_ticket(ticket, -1);
        self.add_confusion(ticket, -1);
    }

    /// Counts a change of a ticket.
    pub fn replace(&mut self, before: &Ticket, after: &Ticket) {
        self.add_ticket(before, -1);
        self.add_ticket(after, 1);
        self.add_confusion(before, -1);
        self.add_confusion(after, 1);
    }

    /// Counts a ticket as reviewed, if it is. For desks from before confusions were counted.
    pub fn add_reviewed(&mut self, ticket: &Ticket) {
        self.add_confusion(ticket, 1);
    }

    /// The differences of the numbers of tickets that are not zero.
    pub fn tickets(&self) -> impl Iterator<Item = (Status, Category, bool, i64)> {
        cells(&self.tickets).flat_map(|(status, by_category)| {
            by_sureness(by_category).map(move |(category, sure, count)| (status, category, sure, count))
        })
    }

    /// The differences of the numbers of waiting tickets that are not zero: category, sureness, the number.
    pub fn waiting(&self) -> impl Iterator<Item = (Category, bool, i64)> {
        by_sureness(&self.waiting)
    }

    /// The differences of the confusions that are not zero: the classifier's category, the right one, the number.
    pub fn confusions(&self) -> impl Iterator<Item = (Category, Category, i64)> {
        cells(&self.confusions).flat_map(|(classified, by_category)| {
            let changed = cells(by_category).filter(|(_, count)| **count != 0);
            changed.map(move |(category, count)| (classified, category, *count))
        })
    }

    fn add_ticket(&mut self, ticket: &Ticket, count: i64) {
        if let Some(by_category) = cell(&mut self.tickets, ticket.status)
            && let Some([unsure, sure]) = cell(by_category, ticket.category)
        {
            *(if ticket.sure() { sure } else { unsure }) += count;
        }
        if ticket.waiting_since.is_some()
            && let Some([unsure, sure]) = cell(&mut self.waiting, ticket.category)
        {
            *(if ticket.sure() { sure } else { unsure }) += count;
        }
    }

    fn add_confusion(&mut self, ticket: &Ticket, count: i64) {
        if let Some(classified) = ticket.reviewed_category()
            && let Some(by_category) = cell(&mut self.confusions, classified)
            && let Some(cell) = cell(by_category, ticket.category)
        {
            *cell += count;
        }
    }
}

/// The cells that are not zero.
fn by_sureness(cells_of: &[[i64; 2]; 3]) -> impl Iterator<Item = (Category, bool, i64)> {
    cells(cells_of).flat_map(|(category, [unsure, sure])| {
        let counts = [(false, *unsure), (true, *sure)].into_iter();
        let changed = counts.filter(|(_, count)| *count != 0);
        changed.map(move |(sure, count)| (category, sure, count))
    })
}

fn cells<K: Coded, T, const N: usize>(cells: &[T; N]) -> impl Iterator<Item = (K, &T)> {
    K::VALUES.iter().copied().zip(cells)
}

fn cell<K: Coded, T, const N: usize>(cells: &mut [T; N], key: K) -> Option<&mut T> {
    usize::try_from(key.code()).ok().and_then(|at| cells.get_mut(at))
}
