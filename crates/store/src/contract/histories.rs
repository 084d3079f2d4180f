//! Random histories: after any commands in any order, a store agrees with the memory store.

use std::collections::HashMap;
use std::ops::Deref;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tickets::{
    Action, Base, Category, Command, CommandId, Description, Edit, Filter, Message, MessageId, Order, Place,
    Role, Span, Status, Term, TextPart, Ticket, TicketId,
};

use super::fixtures::{accepted, assignment, at, batch_decided, command, ids, listing, message};
use crate::{Anchor, Fact, Feed, HistoryLine, Lessons, MemoryStore, Store, TicketStore};

/// The environment variable that repeats a run.
const SEED: &str = "CAMPUS_DESK_SEED";

const WORDS: [&str; 10] = [
    "heating", "heat", "wifi", "wi-fi", "canteen", "lift", "lifts", "broken", "slow", "冷房",
];
const PLACES: [&str; 5] = ["Library", "library", "Hall B", "hall  b, office", "Canteen"];

/// One step of a history.
#[derive(Clone, Debug)]
struct Step {
    role: Role,
    /// The ticket, as an index into the tickets so far.
    ticket: usize,
    /// By how much the clock moves.
    minutes: i64,
    action: Action,
    /// Repeat the last command instead.
    repeat: bool,
    /// Concern the ticket of the last command; an edit is based on that command.
    follows_last: bool,
    /// Apply the command in one batch with the next.
    more: bool,
    /// A list to compare after the step.
    list: Option<(Filter, Order)>,
}

/// Replays random histories on fresh stores.
pub fn random_histories_agree_with_the_memory_store<S>(open: impl Fn() -> S)
where
    S: Deref<Target = dyn Store>,
{
    let (seed, rng) = random();
    let config = Config {
        cases: 3,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, rng);
    let history = prop::collection::vec(step(), 1..400);
    let outcome = runner.run(&history, |history| {
        replay(&*open(), history);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("with {SEED}={seed}: {failure}");
    }
}

/// Replays one random history on a store, so that it contains something of everything.
pub fn one_random_history(store: &dyn Store) {
    let (_, rng) = random();
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let history = prop::collection::vec(step(), 300..400);
    replay(store, history.new_tree(&mut runner).unwrap().current());
}

/// The seed, which is printed, and its random numbers.
fn random() -> (u64, TestRng) {
    let seed = seed();
    eprintln!("{SEED}={seed}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    (seed, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn seed() -> u64 {
    match std::env::var(SEED) {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => uuid::Uuid::new_v4().as_u64_pair().1,
    }
}

fn replay(store: &dyn Store, history: Vec<Step>) {
    let model = MemoryStore::new();
    let mut follower = Follower::default();
    let mut tickets = review_each_combination(store, &model);
    let mut clock = 0;
    let mut last: Option<Command> = None;
    let mut batch = Vec::new();
    for (round, step) in history.into_iter().enumerate() {
        clock += step.minutes;
        let next = match &last {
            Some(last) if step.repeat => last.clone(),
            _ => next_command(&tickets, &step, last.as_ref()),
        };
        if !tickets.contains(&next.ticket) {
            tickets.push(next.ticket);
        }
        last = Some(next.clone());
        batch.push(next);
        if step.more {
            continue;
        }
        let batch = std::mem::take(&mut batch);
        let expected = batch
            .iter()
            .map(|command| model.apply(command.clone(), at(clock)).unwrap());
        let expected: Vec<_> = expected.collect();
        let given = batch_decided(store, batch.clone(), clock);
        assert_eq!(given, expected, "round {round}: {batch:?}");
        if let Some((filter, order)) = step.list {
            compare(store, &model, &filter, order);
            follower.follow(store, &model);
        }
    }
    assert_eq!(store.counts().unwrap(), model.counts().unwrap());
    assert_eq!(store.corrections().unwrap(), model.corrections().unwrap());
    assert_eq!(store.corrected_at().unwrap(), model.corrected_at().unwrap());
    assert_eq!(store.last_correction().unwrap(), model.last_correction().unwrap());
    assert_eq!(store.places("", 10).unwrap(), model.places("", 10).unwrap());
    for ticket in tickets {
        let ticket = ticket.into();
        assert_eq!(
            store.ticket_page(ticket).unwrap(),
            model.ticket_page(ticket).unwrap()
        );
    }
    each_confusion_lists_its_tickets(store, &model);
    follower.follow(store, &model);
    follower.agrees_with(&model);
}

/// Reports and corrects a ticket for each combination of categories, so that every list of confusions has tickets.
fn review_each_combination(store: &dyn Store, model: &dyn Store) -> Vec<TicketId> {
    let mut tickets = Vec::new();
    for classified in Category::ALL {
        for category in Category::ALL {
            let ticket = TicketId::new();
            let report = Action::Report {
                description: Description::new("Something is broken").unwrap(),
                place: None,
                assignment: assignment(classified, false),
                follows: None,
                reporter: None,
            };
            for action in [report, Action::Correct { category }] {
                let command = command(Role::Helpdesk, ticket, action);
                accepted(model, command.clone(), 0);
                accepted(store, command, 0);
            }
            tickets.push(ticket);
        }
    }
    tickets
}

fn next_command(tickets: &[TicketId], step: &Step, last: Option<&Command>) -> Command {
    let ticket = match (&step.action, last) {
        (Action::Report { .. }, _) => TicketId::new(),
        (_, Some(last)) if step.follows_last => last.ticket,
        _ => tickets[step.ticket % tickets.len()],
    };
    let mut next = command(step.role, ticket, step.action.clone());
    if let (Action::Modify { edit, .. }, Some(last)) = (&mut next.action, last)
        && step.follows_last
    {
        edit.base = Base::Command(last.id);
    }
    if let (Action::Report { follows, .. }, Some(last)) = (&mut next.action, last)
        && step.follows_last
    {
        *follows = Some(last.ticket);
    }
    next
}

fn compare(store: &dyn Store, model: &MemoryStore, filter: &Filter, order: Order) {
    let expected = ids(model, filter.clone(), order);
    let read = |at, limit| store.tickets(&listing(filter.clone(), order, at, limit)).unwrap();
    let mut seen = Vec::new();
    let mut at = Anchor::Start;
    loop {
        let page = read(at, 7);
        seen.extend(page.items.iter().map(|ticket| ticket.id));
        let Some(after) = page.after else { break };
        at = Anchor::After(after);
    }
    assert_eq!(seen, expected, "{filter:?} {order:?}");
    let mut back = Vec::new();
    let mut at = Anchor::End;
    loop {
        let page = read(at, 7);
        back.splice(0..0, page.items.iter().map(|ticket| ticket.id));
        let Some(before) = page.before else { break };
        at = Anchor::Before(before);
    }
    assert_eq!(back, expected, "backward: {filter:?} {order:?}");
    if let Some(middle) = expected.get(expected.len() / 2) {
        let listing = listing(filter.clone(), order, Anchor::Around(*middle), 5);
        let (page, expected) = (store.rows(&listing).unwrap(), model.rows(&listing).unwrap());
        assert_eq!(page.items, expected.items, "around: {filter:?} {order:?}");
        assert_eq!(page.before.is_some(), expected.before.is_some());
        assert_eq!(page.after.is_some(), expected.after.is_some());
    }
}

fn each_confusion_lists_its_tickets(store: &dyn Store, model: &MemoryStore) {
    let confusions = model.confusions().unwrap();
    assert_eq!(store.confusions().unwrap(), confusions);
    for classified in Category::ALL {
        for category in Category::ALL {
            let filter = Filter {
                classified: Some(classified),
                category: Some(category),
                ..Filter::default()
            };
            let count = confusions.of(Some(classified), Some(category));
            let listed = ids(model, filter.clone(), Order::Newest).len();
            assert_eq!(u64::try_from(listed).unwrap(), count);
            compare(store, model, &filter, Order::Newest);
        }
    }
}

/// A follower that knows only what the feed contains.
#[derive(Default)]
struct Follower {
    after: u64,
    tickets: HashMap<TicketId, Ticket>,
    /// By id. Messages and lines come again if their text was removed.
    messages: HashMap<MessageId, Message>,
    history: HashMap<CommandId, HistoryLine>,
    facts: HashMap<u32, Fact>,
    facts_after: u64,
    unclosed: HashMap<TicketId, Ticket>,
    unclosed_after: u64,
}

impl Follower {
    fn follow(&mut self, store: &dyn Store, model: &MemoryStore) {
        let head = *store.feed().borrow();
        while self.after < head {
            let page = store.changes(self.after, 3).unwrap();
            assert!(page.next > self.after);
            assert_eq!(page.mark, model.mark_at(page.next).unwrap());
            self.after = page.next;
            let lines = page.history.into_iter();
            self.history.extend(lines.map(|line| (line.entry.command, line)));
            self.tickets
                .extend(page.tickets.into_iter().map(|ticket| (ticket.id, ticket)));
            let messages = page.messages.into_iter();
            self.messages
                .extend(messages.map(|message| (message.id, message)));
        }
        while self.unclosed_after < head {
            let page = store.unclosed_changes(self.unclosed_after, 0, 3).unwrap();
            let mut expected = model.unclosed_changes(self.unclosed_after, 0, 3).unwrap();
            expected.changes.desk = store.generation();
            assert_eq!(page, expected);
            self.unclosed_after = page.changes.next;
            let tickets = page.changes.tickets.into_iter();
            self.unclosed.extend(tickets.map(|ticket| (ticket.id, ticket)));
            for closed in page.closed {
                self.unclosed.remove(&closed.id);
            }
        }
        while self.facts_after < head {
            let page = store.facts(self.facts_after, 3).unwrap();
            assert_eq!(page.mark, model.mark_at(page.next).unwrap());
            self.facts_after = page.next;
            self.facts
                .extend(page.rows.into_iter().map(|fact| (fact.row, fact)));
        }
    }

    fn agrees_with(&self, model: &MemoryStore) {
        let all = model.changes(0, usize::MAX).unwrap();
        assert_eq!(self.after, all.next, "one number for each change");
        for ticket in &all.tickets {
            assert_eq!(self.tickets.get(&ticket.id), Some(ticket));
        }
        assert_eq!(self.tickets.len(), all.tickets.len());
        let unclosed = all.tickets.iter().filter(|ticket| ticket.closed_at.is_none());
        assert_eq!(
            self.unclosed,
            unclosed.map(|ticket| (ticket.id, ticket.clone())).collect()
        );
        let messages: HashMap<_, _> = all
            .messages
            .iter()
            .map(|message| (message.id, message.clone()))
            .collect();
        let lines: HashMap<_, _> = all
            .history
            .iter()
            .map(|line| (line.entry.command, line.clone()))
            .collect();
        assert_eq!(self.messages, messages);
        assert_eq!(self.history, lines);
        let opened = |ticket: &Ticket| (ticket.opened_at.timestamp_millis(), ticket.status);
        let mut facts: Vec<_> = self
            .facts
            .values()
            .map(|fact| (fact.opened_ms, fact.status))
            .collect();
        let mut known: Vec<_> = all.tickets.iter().map(opened).collect();
        facts.sort_unstable();
        known.sort_unstable();
        assert_eq!(facts, known);
    }
}

fn step() -> impl Strategy<Value = Step> {
    let roles = select(vec![Role::User, Role::Helpdesk, Role::Helpdesk]);
    // The clock stops, advances or jumps back.
    let minutes = select(vec![0, 0, 1, 1, 7, -3]);
    (
        roles,
        any::<usize>(),
        minutes,
        action(),
        (
            prop::bool::weighted(0.05),
            prop::bool::weighted(0.2),
            prop::bool::weighted(0.3),
        ),
        prop::option::weighted(0.17, (filter(), orders())),
    )
        .prop_map(
            |(role, ticket, minutes, action, (repeat, follows_last, more), list)| Step {
                role,
                ticket,
                minutes,
                action,
                repeat,
                follows_last,
                more,
                list,
            },
        )
}

fn action() -> impl Strategy<Value = Action> {
    let sentence = || prop::collection::vec(select(&WORDS[..]), 1..5).prop_map(|words| words.join(" "));
    let place = || prop::option::of(select(&PLACES[..]).prop_map(|place| Place::new(place).unwrap()));
    let category = || select(&Category::ALL[..]);
    let assignments = (category(), any::<bool>()).prop_map(|(category, sure)| assignment(category, sure));
    let report =
        (sentence(), place(), assignments.clone()).prop_map(|(text, place, assignment)| Action::Report {
            description: Description::new(text).unwrap(),
            place,
            assignment,
            follows: None,
            reporter: None,
        });
    let edit = (1..6_u64, prop::option::of(sentence()), prop::option::of(place()));
    let modify = (edit, assignments).prop_map(|((version, text, place), assignment)| Action::Modify {
        assignment: text.is_some().then_some(assignment),
        edit: Edit {
            base: Base::Version(version),
            description: text.map(|text| Description::new(text).unwrap()),
            place,
        },
    });
    prop_oneof![
        4 => report,
        3 => modify,
        3 => sentence().prop_map(|text| message(&text)),
        3 => Just(Action::Start),
        2 => Just(Action::Close),
        1 => category().prop_map(|category| Action::Correct { category }),
        1 => select(vec![TextPart::Description, TextPart::All, TextPart::AllAndNames])
            .prop_map(|text| Action::RemoveText { text }),
    ]
}

fn orders() -> impl Strategy<Value = Order> {
    select(&Order::ALL[..])
}

fn filter() -> impl Strategy<Value = Filter> {
    let rarely = |p| prop::bool::weighted(p);
    let word = select(&WORDS[..]).prop_map(str::to_owned);
    let term = prop_oneof![
        word.clone().prop_map(Term::Word),
        word.clone().prop_map(|word| Term::Prefix(word[..3].to_owned())),
        word.clone().prop_map(Term::Unfinished),
        (word.clone(), word).prop_map(|(one, two)| Term::Phrase(format!("{one} {two}"))),
        select(&["lib", "HALL", "b", "hall b", "office"][..]).prop_map(|place| Term::Place(place.to_owned())),
        select(&Status::ALL[..]).prop_map(Term::Status),
        select(&Category::ALL[..]).prop_map(Term::Category),
        any::<bool>().prop_map(Term::Sure),
    ];
    let alternatives = prop_oneof![
        4 => term.clone(),
        1 => prop::collection::vec(term, 2..4).prop_map(Term::Any),
    ];
    let term = (alternatives, rarely(0.2)).prop_map(|(term, excluded)| match excluded {
        true => Term::Not(Box::new(term)),
        false => term,
    });
    let minute = || prop::option::weighted(0.2, (0..400_i64).prop_map(at));
    let span = || (minute(), minute()).prop_map(|(from, until)| Span { from, until });
    (
        prop::option::weighted(0.3, select(&Status::ALL[..])),
        (rarely(0.3), rarely(0.2)),
        (
            prop::option::weighted(0.3, select(&Category::ALL[..])),
            prop::option::weighted(0.2, select(&Category::ALL[..])),
        ),
        prop::option::weighted(0.2, any::<bool>()),
        prop::option::weighted(0.2, select(&PLACES[..]).prop_map(str::to_uppercase)),
        (span(), span()),
        prop::option::weighted(0.05, 1..40_u64),
        prop::collection::vec(term, 0..3),
    )
        .prop_map(
            |(
                status,
                (unclosed, waiting),
                (category, classified),
                sure,
                place,
                (opened, closed),
                number,
                terms,
            )| {
                Filter {
                    status,
                    unclosed,
                    waiting,
                    category,
                    classified,
                    sure,
                    place,
                    opened,
                    closed,
                    number,
                    terms,
                }
            },
        )
}
