//! The time from a command to its HTML, in process: `Desk` and `ui`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use chrono::Utc;
use desk::{Desk, Report, Visible};
use store::{Anchor, Cursor, Listing, Page};
use tickets::{
    Body, Caller, CommandId, Description, Filter, Order, Place, QueueRow, Role, Status, Term, Ticket,
    TicketId, TicketRef,
};
use ui::list::{Instead, Rows};
use ui::ticket::TicketView;
use ui::{Fragment, WallClock};

use crate::raw_sql::Raw;
use crate::timing::{DRAWS, Row, Times, of, times};

const PAGE: usize = 50;
/// The duration of sustained writing.
const SUSTAINED: Duration = Duration::from_secs(20);
/// The number of reports after an import.
const AFTER_IMPORT: usize = 10_000;
/// The number of messages that are timed.
const MESSAGES: usize = 100;
/// The number of parallel callers.
const CALLERS: usize = 64;

/// Texts to report: an even sample of the desk's tickets.
pub fn samples(desk: &Desk, tickets: u64) -> Result<Vec<Ticket>> {
    let step = (tickets / 2_500).max(1);
    let mut found = Vec::new();
    for number in (1..=tickets).step_by(usize::try_from(step)?) {
        if let Visible::Full(ticket) = desk.ticket(Role::Helpdesk, TicketRef::Number(number))? {
            found.push(ticket);
        }
    }
    if found.len() < DRAWS {
        bail!(
            "the desk holds {} of the {DRAWS} different tickets that are needed",
            found.len()
        );
    }
    Ok(found)
}

/// The slowest of many reports after an import, one after the other.
pub fn slowest_report(desk: &Desk, texts: &[Ticket]) -> Result<Row> {
    let mut slowest = Duration::ZERO;
    for ticket in texts.iter().cycle().take(AFTER_IMPORT) {
        let (description, place) = (ticket.description.clone(), ticket.place.clone());
        let began = Instant::now();
        report_one(desk, description, place)?;
        slowest = slowest.max(began.elapsed());
    }
    Ok(Row::figure(
        "the slowest of 10,000 reports after an import",
        slowest.as_secs_f64() * 1_000.0,
        "ms",
        "100 ms",
    ))
}

/// A message in a thread that has this many messages at first.
pub fn message(desk: &Desk, texts: &[Ticket], messages: usize) -> Result<Row> {
    let caller = Caller::from(Role::Helpdesk);
    let ticket = TicketId::new();
    let mut bodies = texts.iter().cycle().map(|text| text.description.as_str());
    let mut next = || Body::new(bodies.next().unwrap_or("Thank you"));
    let description = Description::new("The lift is stuck")?;
    desk.report(&caller, CommandId::new(), ticket, Report::new(description, None))?
        .context("a report is not refused")?;
    let mut write = || -> Result<()> {
        desk.write(&caller, CommandId::new(), ticket, next()?)?
            .context("a message is not refused")?;
        Ok(())
    };
    (0..messages).try_for_each(|_| write())?;
    let mut spans = Vec::new();
    for _ in 0..MESSAGES {
        let began = Instant::now();
        write()?;
        spans.push(began.elapsed());
    }
    let what = match messages {
        10 => "a message in a thread of 10",
        _ => "a message in a thread of 1,000",
    };
    Ok(Row::timed(what, of(spans), "as in a thread of 10"))
}

/// One caller reports, alternating with raw inserts of the same texts.
pub fn report(desk: &Desk, raw: &mut Raw, texts: &[Ticket]) -> Result<Row> {
    // Alternating, so that a disturbance of the machine affects both equally.
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for ticket in texts.iter().cycle().take(DRAWS + DRAWS / 10) {
        let (description, place) = (ticket.description.clone(), ticket.place.clone());
        let began = Instant::now();
        report_one(desk, description, place)?;
        ours.push(began.elapsed());
        let fresh = Ticket {
            id: TicketId::new(),
            opened_at: Utc::now(),
            ..ticket.clone()
        };
        let began = Instant::now();
        raw.report(std::slice::from_ref(&fresh))?;
        floor.push(began.elapsed());
    }
    let warm = DRAWS / 10;
    let row = Row::timed(
        "report a ticket, one caller",
        of(ours.split_off(warm)),
        "2 x floor",
    );
    Ok(row.over(of(floor.split_off(warm)).p50_ms))
}

/// Parallel callers report, long enough to include checkpoints.
pub fn report_by_many(desk: &Desk, raw: &mut Raw, texts: &[Ticket]) -> Result<Row> {
    let (done, began) = (AtomicU64::new(0), Instant::now());
    thread::scope(|scope| -> Result<()> {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let done = &done;
                scope.spawn(move || -> Result<()> {
                    for ticket in texts.iter().cycle().skip(caller * 31) {
                        if began.elapsed() > SUSTAINED {
                            break;
                        }
                        report_one(desk, ticket.description.clone(), ticket.place.clone())?;
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                })
            })
            .collect();
        callers.into_iter().try_for_each(|caller| match caller.join() {
            Ok(answer) => answer,
            Err(_) => bail!("a caller panicked"),
        })
    })?;
    let rate = done.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64();
    let floor = raw.sustained(texts, SUSTAINED)?;
    Ok(Row::figure(
        "the same, 64 callers, 20 s",
        rate,
        "a second",
        "half its floor; 10,000 a second",
    )
    .over(floor))
}

fn report_one(desk: &Desk, description: Description, place: Option<Place>) -> Result<()> {
    let caller = Caller::from(Role::User);
    let report = Report::new(description, place);
    desk.report(&caller, CommandId::new(), TicketId::new(), report)?
        .context("a report is not refused")?;
    Ok(())
}

/// The first page of the open queue, as HTML.
pub fn open_queue(desk: &Desk, raw: &Raw) -> Result<Row> {
    let open = Filter {
        status: Some(Status::Open),
        ..Filter::default()
    };
    let ours = times(|_| {
        std::hint::black_box(page_html(desk, Role::Helpdesk, open.clone(), Anchor::Start));
    });
    let floor = times(|_| {
        std::hint::black_box(raw.open_queue().unwrap_or_default());
    });
    Ok(Row::timed("first page of the open queue, HTML", ours, "0.25 ms").over(floor.p50_ms))
}

/// A page far down the list of all tickets, by key; its floor is the first page.
pub fn far_page(desk: &Desk, tickets: u64) -> Result<Row> {
    let far = cursor_at(desk, (10_000 * PAGE as u64).min(tickets * 9 / 10))?;
    let all = Filter::default;
    let first = times(|_| {
        drop(std::hint::black_box(page_html(
            desk,
            Role::Helpdesk,
            all(),
            Anchor::Start,
        )))
    });
    let ours = times(|_| {
        drop(std::hint::black_box(page_html(
            desk,
            Role::Helpdesk,
            all(),
            Anchor::After(far),
        )))
    });
    Ok(Row::timed("page 10,000 of all tickets, HTML", ours, "as page 1").over(first.p50_ms))
}

/// The cursor after `after` tickets in the list of all tickets, newest first.
fn cursor_at(desk: &Desk, after: u64) -> Result<Cursor> {
    let mut at = Anchor::Start;
    let mut passed = 0;
    loop {
        let page = rows(desk, Role::Helpdesk, Filter::default(), at, 500)?;
        passed += page.items.len() as u64;
        let Some(next) = page.after else {
            bail!("the list ended after {passed}")
        };
        if passed >= after {
            return Ok(next);
        }
        at = Anchor::After(next);
    }
}

/// A ticket with 20 messages, as HTML.
pub fn long_thread(desk: &Desk, tickets: u64) -> Result<Row> {
    let every = (tickets / 1_000).max(1);
    let numbers: Vec<u64> = (1..=tickets)
        .filter(|number| (number - 1).is_multiple_of(every))
        .collect();
    let ours = times(|index| {
        let number = numbers.get(index % numbers.len()).copied().unwrap_or(1);
        if let Ok(Visible::Full(page)) = desk.ticket_page(Role::Helpdesk, TicketRef::Number(number)) {
            let command = CommandId::new();
            let view = TicketView {
                page: &page,
                role: Role::Helpdesk,
                command,
                close_command: command,
                start_command: command,
                suggestion: None,
                same_place: Vec::new(),
                other_desks: Vec::new(),
                clock: clock(desk),
            };
            std::hint::black_box(view.html());
        }
    });
    Ok(Row::timed("a ticket with 20 messages, HTML", ours, "0.25 ms"))
}

/// The newest 50 tickets with a word that occurs in 1 % of the tickets, as HTML.
pub fn search(desk: &Desk, raw: &Raw, words: &[String]) -> Row {
    let ours = searched(desk, Role::Helpdesk, |draw| {
        Term::Word(drawn(words, draw).to_owned())
    });
    let floor = times(|draw| {
        std::hint::black_box(raw.search(drawn(words, draw)).unwrap_or_default());
    });
    Row::timed("search, a word in 1 %, newest 50, HTML", ours, "0.5 ms").over(floor.p50_ms)
}

/// The same search among open and active tickets.
pub fn search_as_a_user(desk: &Desk, words: &[String]) -> Row {
    let ours = searched(desk, Role::User, |draw| Term::Word(drawn(words, draw).to_owned()));
    Row::timed("the same as a user", ours, "1 ms")
}

/// The search while a word is typed: the tickets with words that begin with its first three letters.
pub fn search_as_typed(desk: &Desk, words: &[String]) -> Row {
    let prefix = |draw| drawn(words, draw).chars().take(3).collect();
    let ours = searched(desk, Role::Helpdesk, |draw| Term::Prefix(prefix(draw)));
    Row::timed("search by a word's first three letters", ours, "")
}

fn searched(desk: &Desk, role: Role, term: impl Fn(usize) -> Term) -> Times {
    times(|draw| {
        let filter = Filter {
            terms: vec![term(draw)],
            ..Filter::default()
        };
        std::hint::black_box(page_html(desk, role, filter, Anchor::Start));
    })
}

fn drawn(words: &[String], draw: usize) -> &str {
    words.get(draw % words.len().max(1)).map_or("", String::as_str)
}

/// Classification of a text of 40 words.
pub fn classify(desk: &Desk, texts: &[Ticket]) -> Row {
    let forty: Vec<String> = texts
        .iter()
        .map(|ticket| {
            let words = ticket.description.as_str().split_whitespace();
            words.cycle().take(40).collect::<Vec<_>>().join(" ")
        })
        .collect();
    let ours = times(|index| {
        if let Some(text) = forty.get(index % forty.len()) {
            std::hint::black_box(desk.classify(text));
        }
    });
    Row::timed("classify a text of 40 words", ours, "0.1 ms")
}

fn rows(desk: &Desk, role: Role, filter: Filter, at: Anchor, limit: usize) -> Result<Page<QueueRow>> {
    Ok(desk.rows(
        role,
        Listing {
            filter,
            order: Order::Newest,
            at,
            limit,
        },
    )?)
}

/// A page of a list as HTML; empty if the list cannot be read.
fn page_html(desk: &Desk, role: Role, filter: Filter, at: Anchor) -> String {
    let Ok(page) = rows(desk, role, filter, at, PAGE) else {
        return String::new();
    };
    Rows {
        role,
        rows: &page.items,
        before: page.before.map(|cursor| cursor.to_string()),
        after: page.after.map(|cursor| cursor.to_string()),
        selected: None,
        query: "",
        hints: &[],
        jump: None,
        instead: &Instead::default(),
        what: "tickets",
        no_tickets_yet: false,
        clock: clock(desk),
    }
    .html()
}

fn clock(desk: &Desk) -> WallClock {
    WallClock {
        now: desk.now(),
        zone: chrono_tz::Europe::Rome,
    }
}
