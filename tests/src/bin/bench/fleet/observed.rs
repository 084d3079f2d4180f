//! What the fleet observes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tickets::{Role, TicketId};
use wire::Received;
use wire::sync::Page;

use super::following::ParsedPages;
use super::laptop::Laptop;

/// Where the laptops are, and how long things take.
pub struct Observed {
    /// The pages that the laptops have read.
    pub parsed: ParsedPages,
    /// The hub's number that each laptop has reached; 0 before its first answer.
    positions: Vec<AtomicU64>,
    /// When each measured report was sent.
    reports: Mutex<HashMap<TicketId, Instant>>,
    /// From the moment when a report was sent until it was on a laptop of the helpdesk.
    arrivals: Mutex<Vec<Duration>>,
    /// Since when there is news for every poll, and the slowest answer since then.
    answers: Mutex<Option<(Instant, Duration)>>,
}

impl Observed {
    pub fn new(laptops: usize) -> Self {
        Self {
            parsed: ParsedPages::default(),
            positions: (0..laptops).map(|_| AtomicU64::new(0)).collect(),
            reports: Mutex::default(),
            arrivals: Mutex::default(),
            answers: Mutex::default(),
        }
    }

    /// No laptop was answered yet.
    pub fn begin(&self) {
        for position in &self.positions {
            position.store(0, Ordering::Relaxed);
        }
    }

    /// A laptop has reached a number of the hub.
    pub fn is_at(&self, laptop: usize, number: u64) {
        if let Some(position) = self.positions.get(laptop) {
            position.store(number.max(1), Ordering::Relaxed);
        }
    }

    /// A laptop has received a page that it asked for at `asked`.
    pub fn page(&self, laptop: &Laptop, page: &Page, asked: Instant) {
        self.is_at(laptop.index, page.next);
        if laptop.role == Role::Helpdesk {
            let reports = lock(&self.reports);
            let sent = page.tickets.iter().filter_map(|ticket| match ticket {
                Received::Readable(ticket) => reports.get(&ticket.id),
                Received::Unreadable(_) => None,
            });
            lock(&self.arrivals).extend(sent.map(Instant::elapsed));
        }
        if let Some((since, slowest)) = &mut *lock(&self.answers) {
            *slowest = (*slowest).max(asked.max(*since).elapsed());
        }
    }

    /// A report is sent now, and its arrivals are measured.
    pub fn sends(&self, ticket: TicketId) {
        lock(&self.reports).insert(ticket, Instant::now());
    }

    /// The arrivals so far.
    pub fn take_arrivals(&self) -> Vec<Duration> {
        std::mem::take(&mut *lock(&self.arrivals))
    }

    /// From now on there is news for every poll: measures the slowest answer.
    pub fn measure_answers(&self) {
        *lock(&self.answers) = Some((Instant::now(), Duration::ZERO));
    }

    /// The slowest answer since then.
    pub fn slowest_answer(&self) -> Duration {
        lock(&self.answers).map_or(Duration::ZERO, |(_, slowest)| slowest)
    }

    /// The number of laptops that have reached a number.
    pub fn count_at(&self, number: u64) -> usize {
        let positions = self.positions.iter();
        positions
            .filter(|position| position.load(Ordering::Relaxed) >= number)
            .count()
    }

    /// Waits until all laptops have reached a number, and returns when the last one did; `None` after a minute.
    pub async fn all_at(&self, number: u64) -> Option<Instant> {
        let began = Instant::now();
        while self.count_at(number) < self.positions.len() {
            if began.elapsed() > Duration::from_secs(60) {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Some(Instant::now())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
