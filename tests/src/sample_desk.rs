//! Generates sample desks for the demo, the benchmark and the tests.
//!
//! Texts are drawn from the classifier's corpus, so that searches find real words. Dates are spread over the given
//! months, denser on weekdays and in working hours. The same seed generates the same desk.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use chrono::{DateTime, Datelike, Days, Months, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use tickets::{Category, Role, Status};

use crate::sample_texts;

/// The properties of a sample desk.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The number of tickets.
    pub tickets: u64,
    /// The number of open and active tickets.
    pub unclosed: u64,
    /// Tickets were opened in this many months before `until`.
    pub months: u32,
    /// The end of the last month.
    pub until: DateTime<Utc>,
    /// The least number of words in a description; corpus texts are joined to reach it.
    pub words_least: usize,
    /// The greatest number of words in a description.
    pub words_most: usize,
    /// The number of messages of each ticket; `None`: random, up to six.
    pub messages: Option<usize>,
    /// One ticket in this many has 20 messages; 0: no ticket has.
    pub long_thread_every: u64,
    /// Whether the CSV rows have a category; without it, the import classifies.
    pub with_category: bool,
    /// The seed of the random numbers.
    pub seed: u64,
}

impl Plan {
    /// The demo: 420 varied tickets over twelve months.
    #[must_use]
    pub fn demo(until: DateTime<Utc>) -> Self {
        Self {
            tickets: 420,
            unclosed: 58,
            months: 12,
            until,
            words_least: 1,
            words_most: 180,
            messages: None,
            long_thread_every: 140,
            with_category: false,
            seed: 12,
        }
    }

    /// The benchmark: texts of 20 to 60 words, two messages each, 1,000 tickets with 20 messages, 36 months, 3,000 unclosed
    /// tickets.
    #[must_use]
    pub fn bench(tickets: u64, until: DateTime<Utc>) -> Self {
        Self {
            tickets,
            unclosed: 3_000.min(tickets / 2),
            months: 36,
            until,
            words_least: 20,
            words_most: 60,
            messages: Some(2),
            long_thread_every: (tickets / 1_000).max(1),
            with_category: true,
            seed: 36,
        }
    }

    /// Generates the tickets, oldest first.
    ///
    /// # Errors
    /// The corpus cannot be read.
    pub fn tickets(self) -> Result<impl Iterator<Item = SampleTicket>> {
        let corpus = Corpus::read()?;
        let mut random = StdRng::seed_from_u64(self.seed);
        Ok((0..self.tickets).map(move |index| self.ticket(index, &corpus, &mut random)))
    }

    fn ticket(&self, index: u64, corpus: &Corpus, random: &mut StdRng) -> SampleTicket {
        let (category, description) = corpus.description(self, random);
        let opened_at = self.opened(index, random);
        let status = self.status(index);
        let (place, began) = (
            sample_texts::place(category, random),
            opened_at + duration(random, 0.15),
        );
        let end = match status {
            Status::Closed => (opened_at + duration(random, usual_days(category)))
                .min(self.until)
                .max(opened_at),
            Status::Active => began.min(self.until).max(opened_at),
            Status::Open => opened_at,
        };
        let messages = self.messages(index, status, opened_at, end, random);
        let modified_at = messages.last().map_or(end, |last| last.at.max(end));
        let modified_at = if status == Status::Closed {
            end
        } else {
            modified_at
        };
        let closed_at = (status == Status::Closed).then_some(end);
        let category = self.with_category.then_some(category);
        SampleTicket {
            number: index + 1,
            description,
            place,
            category,
            status,
            opened_at,
            modified_at,
            closed_at,
            messages,
        }
    }

    /// Evenly over the months; four in five are moved to the working hours of a weekday.
    fn opened(&self, index: u64, random: &mut StdRng) -> DateTime<Utc> {
        let from = self
            .until
            .checked_sub_months(Months::new(self.months))
            .unwrap_or(self.until);
        let span = (self.until - from).as_seconds_f64();
        let share = (index as f64 + random.random::<f64>()) / self.tickets as f64;
        let at = from + seconds(span * share);
        if random.random_bool(0.2) {
            return at;
        }
        let weekend = u64::from(at.weekday().num_days_from_monday()).saturating_sub(4);
        let day = at
            .date_naive()
            .checked_sub_days(Days::new(weekend))
            .unwrap_or(at.date_naive());
        let hour = seconds(3_600.0 * (7.0 + 11.0 * random.random::<f64>()));
        (day.and_time(chrono::NaiveTime::MIN).and_utc() + hour)
            .min(self.until)
            .max(from)
    }

    /// Two thirds of the unclosed tickets are the newest tickets; the rest are spread over the older ones.
    fn status(&self, index: u64) -> Status {
        let newest = self.unclosed * 2 / 3;
        let stragglers = self.unclosed - newest;
        let older = self.tickets - newest;
        if index >= older {
            return if index.is_multiple_of(3) {
                Status::Active
            } else {
                Status::Open
            };
        }
        let every = older.checked_div(stragglers).unwrap_or(u64::MAX).max(1);
        if index.is_multiple_of(every) && index / every < stragglers {
            Status::Active
        } else {
            Status::Closed
        }
    }

    fn messages(
        &self,
        index: u64,
        status: Status,
        opened_at: DateTime<Utc>,
        end: DateTime<Utc>,
        random: &mut StdRng,
    ) -> Vec<SampleMessage> {
        let long = self.long_thread_every > 0 && index.is_multiple_of(self.long_thread_every);
        let usual = match status {
            Status::Open => random.random_range(0..2),
            _ => random.random_range(0..7),
        };
        let count = if long { 20 } else { self.messages.unwrap_or(usual) };
        let end = if status == Status::Closed {
            end
        } else {
            end.max(self.until.min(opened_at + duration(random, 2.0)))
        };
        let mut times: Vec<_> = (0..count)
            .map(|_| opened_at + seconds((end - opened_at).as_seconds_f64() * random.random::<f64>()))
            .collect();
        times.sort_unstable();
        let mut role = if random.random_bool(0.3) {
            Role::User
        } else {
            Role::Helpdesk
        };
        times
            .into_iter()
            .map(|at| {
                let (name, body) = sample_texts::message(role, random);
                let message = SampleMessage { at, role, name, body };
                role = if role == Role::User {
                    Role::Helpdesk
                } else {
                    Role::User
                };
                message
            })
            .collect()
    }
}

/// A generated ticket.
#[derive(Clone, Debug)]
pub struct SampleTicket {
    /// From 1.
    pub number: u64,
    /// From the corpus.
    pub description: String,
    /// `None` for reports without a place.
    pub place: Option<String>,
    /// `None` if the import is to classify.
    pub category: Option<Category>,
    /// As planned.
    pub status: Status,
    /// Before [`Plan::until`].
    pub opened_at: DateTime<Utc>,
    /// Not before `opened_at`.
    pub modified_at: DateTime<Utc>,
    /// Set for closed tickets only.
    pub closed_at: Option<DateTime<Utc>>,
    /// Oldest first.
    pub messages: Vec<SampleMessage>,
}

/// A generated message.
#[derive(Clone, Debug)]
pub struct SampleMessage {
    /// Between the ticket's `opened_at` and `modified_at`.
    pub at: DateTime<Utc>,
    /// The writer's role.
    pub role: Role,
    /// The writer's name, if given.
    pub name: Option<&'static str>,
    /// The message's text.
    pub body: String,
}

/// Writes the two CSV files that `campus-desk-hub import` reads.
///
/// # Errors
/// A file cannot be written.
pub fn write_csv(sample: impl Iterator<Item = SampleTicket>, tickets: &Path, messages: &Path) -> Result<()> {
    let mut rows = csv_file(tickets)?;
    let mut thread = csv_file(messages)?;
    rows.write_record([
        "number",
        "description",
        "place",
        "category",
        "status",
        "opened_at",
        "modified_at",
        "closed_at",
    ])?;
    thread.write_record(["number", "at", "role", "name", "body"])?;
    for ticket in sample {
        let number = ticket.number.to_string();
        rows.write_record([
            number.as_str(),
            &ticket.description,
            ticket.place.as_deref().unwrap_or_default(),
            ticket.category.map_or("", Category::as_str),
            ticket.status.as_str(),
            &rfc3339(ticket.opened_at),
            &rfc3339(ticket.modified_at),
            &ticket.closed_at.map(rfc3339).unwrap_or_default(),
        ])?;
        for message in ticket.messages {
            let (at, name) = (rfc3339(message.at), message.name.unwrap_or_default());
            thread.write_record([number.as_str(), &at, message.role.as_str(), name, &message.body])?;
        }
    }
    rows.flush()?;
    thread.flush()?;
    Ok(())
}

fn csv_file(path: &Path) -> Result<csv::Writer<impl Write + use<>>> {
    let file = std::fs::File::create(path).with_context(|| format!("creating {}", path.display()))?;
    Ok(csv::Writer::from_writer(std::io::BufWriter::new(file)))
}

fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// The classifier's corpus, by category.
struct Corpus(HashMap<Category, Vec<String>>);

impl Corpus {
    fn read() -> Result<Self> {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/classifier/corpus");
        let mut texts = HashMap::new();
        for category in Category::ALL {
            let folder = top.join(category.as_str());
            let mut files = std::fs::read_dir(&folder)
                .with_context(|| format!("reading {}", folder.display()))?
                .map(|entry| Ok(entry?.path()))
                .collect::<Result<Vec<_>>>()?;
            files.sort();
            let mut lines = Vec::new();
            for file in files {
                let text = std::fs::read_to_string(&file)?;
                lines.extend(
                    text.lines()
                        .filter(|line| !line.is_empty() && !line.starts_with('#'))
                        .map(str::to_owned),
                );
            }
            texts.insert(category, lines);
        }
        Ok(Self(texts))
    }

    /// A category and a text of it: as many corpus lines as the plan's number of words needs.
    fn description(&self, plan: &Plan, random: &mut StdRng) -> (Category, String) {
        let category = *[
            Category::FacilityManagement,
            Category::TechnicalIt,
            Category::TechnicalIt,
            Category::ServicesComplaints,
        ]
        .choose(random)
        .unwrap_or(&Category::TechnicalIt);
        let lines = self.0.get(&category).map_or(&[][..], Vec::as_slice);
        let most = random
            .random_range(plan.words_least..=plan.words_most)
            .max(plan.words_least);
        let mut text = String::new();
        let mut words = 0;
        while words < plan.words_least.max(1) {
            let Some(line) = lines.choose(random) else { break };
            for word in line.split_whitespace().take(if plan.words_least > 1 {
                most - words
            } else {
                usize::MAX
            }) {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(word);
                words += 1;
            }
        }
        (category, text)
    }
}

/// The typical resolution time of a category, in days.
const fn usual_days(category: Category) -> f64 {
    match category {
        Category::FacilityManagement => 4.0,
        Category::TechnicalIt => 1.2,
        Category::ServicesComplaints => 6.5,
    }
}

/// A random duration around `days`, with a long tail (log-normal).
fn duration(random: &mut StdRng, days: f64) -> TimeDelta {
    // The sum of twelve uniform numbers is close enough to a normal one.
    let normal: f64 = (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
    seconds(86_400.0 * days * (0.9 * normal).exp())
}

fn seconds(seconds: f64) -> TimeDelta {
    TimeDelta::milliseconds((seconds * 1_000.0) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-03-29T12:00:00Z".parse().expect("a time")
    }

    #[test]
    fn the_benchmark_desk_has_the_planned_numbers() {
        let tickets: Vec<SampleTicket> = Plan::bench(10_000, noon())
            .tickets()
            .expect("the corpus is there")
            .collect();
        assert_eq!(tickets.len(), 10_000);
        assert_eq!(
            tickets
                .iter()
                .filter(|ticket| ticket.status != Status::Closed)
                .count(),
            3_000
        );
        assert_eq!(
            tickets
                .iter()
                .filter(|ticket| ticket.messages.len() == 20)
                .count(),
            1_000
        );
        for ticket in &tickets {
            let words = ticket.description.split_whitespace().count();
            assert!((20..=60).contains(&words), "{words} words");
        }
    }

    #[test]
    fn dates_of_a_ticket_are_in_order() {
        for ticket in Plan::demo(noon()).tickets().expect("the corpus is there") {
            assert!(ticket.opened_at <= ticket.modified_at && ticket.modified_at <= noon());
            assert_eq!(ticket.closed_at.is_some(), ticket.status == Status::Closed);
            assert!(ticket.messages.is_sorted_by_key(|message| message.at));
            assert!(
                ticket
                    .messages
                    .iter()
                    .all(|m| ticket.opened_at <= m.at && m.at <= ticket.modified_at)
            );
        }
    }
}
