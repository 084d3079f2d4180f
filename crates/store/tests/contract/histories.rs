//! Random histories: whatever happens in whatever order, the store agrees with the naive model.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use store::{Anchor, TicketStore};
use tickets::{
    Action, Base, Category, Command, Counts, Description, Edit, Filter, Order, Place, Role, Span, Status,
    Term, TicketId,
};

use super::fixtures::{assignment, at, command, listing, message};
use super::model::Model;

const WORDS: [&str; 8] = [
    "heating", "heat", "wifi", "canteen", "lift", "broken", "slow", "cold",
];
const PLACES: [&str; 4] = ["Library", "library", "Hall B", "Canteen"];

/// One step: what is done, to which of the tickets so far, and how far the clock moves.
#[derive(Clone, Debug)]
struct Step {
    role: Role,
    ticket: usize,
    minutes: i64,
    action: Action,
    /// Give the last command once more instead.
    repeat: bool,
}

pub fn random_histories_agree_with_a_naive_model(store: &dyn TicketStore) {
    // One store, one long history: each step is compared, and each reading between steps.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut told = Follower::default();
    let mut model = Model::default();
    let mut clock = 0;
    let mut last: Option<Command> = None;
    for round in 0..400 {
        let step = step().new_tree(&mut runner).unwrap().current();
        clock += step.minutes;
        let next = match (&last, step.repeat) {
            (Some(last), true) => last.clone(),
            _ => command(step.role, target(&model, &step), step.action),
        };
        let expected = model.apply(&next, at(clock));
        let given = store.apply(next.clone(), at(clock)).unwrap();
        assert_eq!(
            given.map(|accepted| accepted.ticket),
            expected,
            "round {round}: {next:?}"
        );
        last = Some(next);
        if round % 8 == 0 {
            let (filter, order) = (filter(), orders()).new_tree(&mut runner).unwrap().current();
            compare(store, &model, &filter, order);
            told.follow(store);
        }
    }
    assert_eq!(store.counts().unwrap(), model.counts());
    assert!(model.counts() != Counts::default());
    assert_eq!(store.confusions().unwrap(), model.confusions());
    each_cell_lists_its_tickets(store, &model);
    told.follow(store);
    told.agrees_with(&model);
}

fn target(model: &Model, step: &Step) -> TicketId {
    match step.action {
        Action::Report { .. } => TicketId::new(),
        _ if model.tickets.is_empty() => TicketId::new(),
        _ => model.tickets[step.ticket % model.tickets.len()].id,
    }
}

fn compare(store: &dyn TicketStore, model: &Model, filter: &Filter, order: Order) {
    let expected = model.list(filter, order);
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
        let page = read(Anchor::Around(*middle), 5);
        assert!(
            page.items.iter().any(|ticket| ticket.id == *middle),
            "{filter:?} {order:?}"
        );
    }
}

fn each_cell_lists_its_tickets(store: &dyn TicketStore, model: &Model) {
    for classified in Category::ALL {
        for category in Category::ALL {
            let cell = Filter {
                classified: Some(classified),
                category: Some(category),
                ..Filter::default()
            };
            let count = model.confusions().of(Some(classified), Some(category));
            assert!(
                count > 0,
                "a history without {classified} -> {category} proves little"
            );
            assert_eq!(
                u64::try_from(model.list(&cell, Order::Newest).len()).unwrap(),
                count
            );
            compare(store, model, &cell, Order::Newest);
        }
    }
}

/// A follower of the feed that knows nothing but what the feed told it.
#[derive(Default)]
struct Follower {
    after: u64,
    tickets: HashMap<TicketId, tickets::Ticket>,
    messages: Vec<tickets::Message>,
    facts: HashMap<u32, store::Fact>,
    facts_after: u64,
}

impl Follower {
    fn follow(&mut self, store: &dyn TicketStore) {
        let head = *store.feed().borrow();
        while self.after < head {
            let page = store.changes(self.after, 3).unwrap();
            assert!(page.next > self.after);
            self.after = page.next;
            self.tickets
                .extend(page.tickets.into_iter().map(|ticket| (ticket.id, ticket)));
            self.messages.extend(page.messages);
        }
        while self.facts_after < head {
            let page = store.facts(self.facts_after, 3).unwrap();
            self.facts_after = page.next;
            self.facts
                .extend(page.rows.into_iter().map(|fact| (fact.row, fact)));
        }
    }

    fn agrees_with(&self, model: &Model) {
        assert_eq!(
            self.after,
            u64::try_from(model.accepted.len()).unwrap(),
            "one number for each change"
        );
        for ticket in &model.tickets {
            assert_eq!(self.tickets.get(&ticket.id), Some(ticket));
        }
        assert_eq!(self.tickets.len(), model.tickets.len());
        assert_eq!(self.messages, model.messages);
        let opened = |ticket: &tickets::Ticket| (ticket.opened_at.timestamp_millis(), ticket.status);
        let mut facts: Vec<_> = self
            .facts
            .values()
            .map(|fact| (fact.opened_ms, fact.status))
            .collect();
        let mut known: Vec<_> = model.tickets.iter().map(opened).collect();
        facts.sort_unstable();
        known.sort_unstable();
        assert_eq!(facts, known);
    }
}

fn step() -> impl Strategy<Value = Step> {
    let roles = select(vec![Role::User, Role::Helpdesk, Role::Helpdesk]);
    // The clock stands still, moves on, or jumps back.
    let minutes = select(vec![0, 0, 1, 1, 7, -3]);
    (
        roles,
        any::<usize>(),
        minutes,
        action(),
        prop::bool::weighted(0.05),
    )
        .prop_map(|(role, ticket, minutes, action, repeat)| Step {
            role,
            ticket,
            minutes,
            action,
            repeat,
        })
}

fn action() -> impl Strategy<Value = Action> {
    let sentence = || prop::collection::vec(select(&WORDS[..]), 1..5).prop_map(|words| words.join(" "));
    let place = || prop::option::of(select(&PLACES[..]).prop_map(|place| Place::new(place).unwrap()));
    let category = || select(&Category::ALL[..]);
    let said = (category(), any::<bool>()).prop_map(|(category, sure)| assignment(category, sure));
    let report = (sentence(), place(), said.clone()).prop_map(|(text, place, assignment)| Action::Report {
        description: Description::new(text).unwrap(),
        place,
        assignment,
    });
    let edit = (1..6_u64, prop::option::of(sentence()), prop::option::of(place()));
    let modify = (edit, said).prop_map(|((version, text, place), assignment)| Action::Modify {
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
        (word.clone(), word).prop_map(|(one, two)| Term::Phrase(format!("{one} {two}"))),
    ];
    let minute = || prop::option::weighted(0.2, (0..400_i64).prop_map(at));
    let span = || (minute(), minute()).prop_map(|(from, until)| Span { from, until });
    (
        prop::option::weighted(0.3, select(&Status::ALL[..])),
        rarely(0.3),
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
            |(status, unclosed, (category, classified), sure, place, (opened, closed), number, terms)| {
                Filter {
                    status,
                    unclosed,
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
