//! Commands, refusals and histories survive JSON in both directions.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::sample::select;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};
use tickets::{
    Action, Assignment, Base, Body, Category, CategoryBy, Changed, Command, CommandId, Contact, Description,
    Edit, Event, HistoryEntry, Message, MessageId, Name, Place, Reason, Refusal, Reporter, Role, Status,
    Ticket, TicketId,
};
use uuid::Uuid;

fn uuid() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn time() -> impl Strategy<Value = DateTime<Utc>> {
    (0..4_000_000_000_000_i64).prop_map(|millis| DateTime::from_timestamp_millis(millis).unwrap())
}

fn role() -> impl Strategy<Value = Role> {
    select(&[Role::User, Role::Helpdesk][..])
}

fn category() -> impl Strategy<Value = Category> {
    select(&Category::ALL[..])
}

fn status() -> impl Strategy<Value = Status> {
    select(&Status::ALL[..])
}

fn description() -> impl Strategy<Value = Description> {
    "[a-zé🔥\n\"]{1,20}x".prop_map(|text| Description::new(text).unwrap())
}

fn place() -> impl Strategy<Value = Option<Place>> {
    prop::option::of("[A-Z][a-z ]{0,8}[0-9]".prop_map(|text| Place::new(text).unwrap()))
}

fn name() -> impl Strategy<Value = Option<Name>> {
    prop::option::of("[A-Z][a-zé]{0,8}".prop_map(|text| Name::new(text).unwrap()))
}

/// Numbers of few digits: `serde_json` reads longer ones to within their last bit.
fn decimal() -> impl Strategy<Value = f64> {
    (-5_000..5_000_i32).prop_map(|number| f64::from(number) / 1_000.0)
}

fn assignment() -> impl Strategy<Value = Assignment> {
    let reason = ("[a-z]{1,8}", decimal()).prop_map(|(word, weight)| Reason { word, weight });
    let reasons = prop::collection::vec(reason, 0..5);
    (category(), decimal(), any::<bool>(), reasons, "[a-z0-9-]{1,9}").prop_map(
        |(category, confidence, sure, because, model)| Assignment {
            category,
            confidence,
            sure,
            because,
            model,
        },
    )
}

fn base() -> impl Strategy<Value = Base> {
    prop_oneof![
        any::<u64>().prop_map(Base::Version),
        uuid().prop_map(|id| Base::Command(CommandId(id))),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let fields = (prop::option::of(description()), prop::option::of(place()));
    (base(), fields).prop_map(|(base, (description, place))| Edit {
        base,
        description,
        place,
    })
}

fn reporter() -> impl Strategy<Value = Option<Reporter>> {
    let contact = prop::option::of("[a-z0-9@.]{1,20}".prop_map(|text| Contact::new(text).unwrap()));
    prop::option::of((name(), contact).prop_map(|(name, contact)| Reporter { name, contact }))
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        (
            description(),
            place(),
            assignment(),
            prop::option::of(uuid()),
            reporter()
        )
            .prop_map(
                |(description, place, assignment, follows, reporter)| Action::Report {
                    description,
                    place,
                    assignment,
                    follows: follows.map(TicketId),
                    reporter,
                }
            ),
        (edit(), prop::option::of(assignment()))
            .prop_map(|(edit, assignment)| Action::Modify { edit, assignment }),
        description().prop_map(|text| Action::Write {
            body: Body::new(text.as_str()).unwrap()
        }),
        Just(Action::Start),
        Just(Action::Close),
        category().prop_map(|category| Action::Correct { category }),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let people = (role(), name(), time());
    (uuid(), uuid(), people, prop::option::of(base()), action()).prop_map(
        |(id, ticket, (role, name, given_at), only_at, action)| Command {
            id: CommandId(id),
            role,
            name,
            ticket: TicketId(ticket),
            given_at,
            only_at,
            number: None,
            action,
        },
    )
}

fn ticket() -> impl Strategy<Value = Ticket> {
    let texts = (uuid(), prop::option::of(any::<u64>()), description(), place());
    let kinds = (category(), prop::option::of(assignment()), status());
    let times = (time(), prop::option::of(time()), prop::option::of(time()));
    let counts = (any::<u64>(), any::<u64>(), any::<u32>(), prop::option::of(role()));
    let times = (times, prop::option::of(uuid()));
    (texts, kinds, times, counts).prop_map(|(texts, kinds, (times, follows), counts)| Ticket {
        id: TicketId(texts.0),
        number: texts.1,
        description: texts.2,
        place: texts.3,
        category: kinds.0,
        category_by: CategoryBy::Classifier,
        assignment: kinds.1,
        status: kinds.2,
        opened_at: times.0,
        modified_at: times.0,
        closed_at: times.1,
        version: counts.0,
        description_version: counts.1,
        place_version: counts.1,
        messages: counts.2,
        last_word: counts.3,
        waiting_since: times.2,
        follows: follows.map(TicketId),
    })
}

fn refusal() -> impl Strategy<Value = Refusal> {
    let boxed = || ticket().prop_map(Box::new);
    prop_oneof![
        Just(Refusal::NoSuchTicket),
        Just(Refusal::TicketExists),
        Just(Refusal::HelpdeskOnly),
        (boxed(), prop::collection::vec(status(), 0..3)).prop_map(|(ticket, needs)| Refusal::WrongStatus {
            is: ticket.status,
            ticket,
            needs
        }),
        (prop::option::of(any::<u64>()), time())
            .prop_map(|(number, closed_at)| Refusal::ClosedMeanwhile { number, closed_at }),
        (prop::option::of(any::<u64>()), time())
            .prop_map(|(number, closed_at)| Refusal::AcceptedThenClosed { number, closed_at }),
        boxed().prop_map(|ticket| Refusal::ChangedMeanwhile { ticket }),
        (boxed(), edit()).prop_map(|(theirs, yours)| Refusal::EditedMeanwhile { theirs, yours }),
        Just(Refusal::NothingToChange),
        Just(Refusal::CommandReused),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let texts = prop::option::of((description(), description()));
    let places = prop::option::of((place(), place()));
    prop_oneof![
        (category(), prop::option::of(assignment()), reporter()).prop_map(
            |(category, assignment, reporter)| Event::Reported {
                category,
                assignment,
                reporter,
            }
        ),
        (texts, places).prop_map(|(texts, places)| Event::Modified {
            description: texts.map(|(before, after)| Changed { before, after }),
            place: places.map(|(before, after)| Changed { before, after }),
            category: None,
            assignment: None,
        }),
        Just(Event::Wrote),
        Just(Event::Closed),
        (category(), category()).prop_map(|(before, after)| Event::Corrected {
            category: Changed { before, after }
        }),
    ]
}

fn round_trip<T: Serialize + DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

proptest! {
    #[test]
    fn a_command_survives_json(command in command()) {
        prop_assert_eq!(round_trip(&command), command);
    }

    #[test]
    fn a_refusal_survives_json(refusal in refusal()) {
        prop_assert_eq!(round_trip(&refusal), refusal);
    }

    #[test]
    fn a_line_of_history_survives_json(event in event(), name in name(), at in time(), role in role()) {
        let entry = HistoryEntry { command: CommandId::new(), version: 3, at, role, name, event };
        prop_assert_eq!(round_trip(&entry), entry);
    }
}

#[test]
fn a_base_is_a_version_or_the_command_before() {
    let command = CommandId::new();
    assert_eq!(to_value(Base::Version(5)).unwrap(), json!({ "version": 5 }));
    assert_eq!(
        to_value(Base::Command(command)).unwrap(),
        json!({ "command": command })
    );
}

#[test]
fn an_edit_distinguishes_a_cleared_place_from_an_unchanged_place() {
    let read = |edit: Value| from_value::<Edit>(edit).unwrap().place;
    assert_eq!(read(json!({ "base": { "version": 5 } })), None);
    assert_eq!(
        read(json!({ "base": { "version": 5 }, "place": null })),
        Some(None)
    );
}

#[test]
fn a_refusal_names_its_reason() {
    let refusal = to_value(Refusal::NothingToChange).unwrap();
    assert_eq!(refusal, json!({ "why": "nothing-to-change" }));
}

#[test]
fn a_stored_text_that_breaks_the_limits_of_today_is_still_readable() {
    let long = "x".repeat(Description::MAX_CHARS + 1);
    let message = Message {
        id: MessageId::new(),
        ticket: TicketId::new(),
        body: Body::from_stored(long.clone()),
        role: Role::User,
        name: Some(Name::from_stored("two\nlines".to_owned())),
        created_at: Utc::now(),
    };
    assert_eq!(round_trip(&message), message);
    let event = Event::Modified {
        description: Some(Changed {
            before: Description::from_stored(String::new()),
            after: Description::from_stored(long),
        }),
        place: Some(Changed {
            before: Some(Place::from_stored("a\0b".to_owned())),
            after: None,
        }),
        category: None,
        assignment: None,
    };
    assert_eq!(round_trip(&event), event);
}

#[test]
fn a_command_from_a_person_is_validated() {
    let write = |body: &str| from_value::<Action>(json!({ "write": { "body": body } }));
    assert!(write("Third floor").is_ok());
    assert!(write(" ").is_err());
    assert!(write(&"x".repeat(Body::MAX_CHARS + 1)).is_err());
    let place = from_value::<Edit>(json!({ "base": { "version": 1 }, "place": "Hall\nB" }));
    assert!(place.is_err());
}

#[test]
fn an_enum_has_the_same_text_in_json_and_in_forms() {
    fn check<T>(values: &[T], text: fn(T) -> &'static str)
    where
        T: Copy
            + std::fmt::Debug
            + std::fmt::Display
            + PartialEq
            + Serialize
            + std::str::FromStr<Err: std::fmt::Debug>,
    {
        for value in values {
            assert_eq!(to_value(value).unwrap(), text(*value));
            assert_eq!(value.to_string(), text(*value));
            assert_eq!(text(*value).parse::<T>().unwrap(), *value);
        }
    }
    check(&Status::ALL, Status::as_str);
    check(&Category::ALL, Category::as_str);
    check(&[Role::User, Role::Helpdesk], Role::as_str);
    check(
        &[CategoryBy::Classifier, CategoryBy::Helpdesk],
        CategoryBy::as_str,
    );
    let error = "done".parse::<Status>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "“done” is not a status; use open, active or closed"
    );
}
