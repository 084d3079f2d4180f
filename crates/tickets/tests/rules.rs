//! The invariants of a ticket's life, under random commands of both roles in random order.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;
use tickets::{
    Action, Assignment, Base, Body, Category, CategoryBy, Change, Command, CommandId, Description, Edit,
    Event, Place, Refusal, Role, Status, TextPart, Ticket, TicketId, decide,
};

fn assignment(category: Category) -> Assignment {
    Assignment {
        category,
        confidence: 0.9,
        sure: true,
        because: Vec::new(),
        model: "test".to_owned(),
    }
}

/// One ticket and its accepted commands, as a store records them.
#[derive(Default)]
struct TestTicket {
    ticket: Option<Ticket>,
    accepted: HashSet<CommandId>,
    statuses: Vec<Status>,
}

impl TestTicket {
    fn apply(&mut self, command: &Command, now: DateTime<Utc>) -> Result<Option<Change>, Refusal> {
        if self.accepted.contains(&command.id) {
            return Ok(None);
        }
        let change = decide(self.ticket.as_ref(), command, now)?;
        self.accepted.insert(command.id);
        self.ticket = Some(change.ticket.clone());
        if self.statuses.last() != Some(&change.ticket.status) {
            self.statuses.push(change.ticket.status);
        }
        Ok(Some(change))
    }
}

#[derive(Clone, Debug)]
struct Step {
    role: Role,
    action: Action,
    /// How far the clock moves, also backward.
    minutes: i64,
    /// The earlier command that is repeated instead.
    repeat: Option<usize>,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let category = || select(&Category::ALL[..]);
    let text = || select(&["cold", "colder", "coldest"][..]);
    let report = (text(), category()).prop_map(|(text, category)| Action::Report {
        description: Description::new(text).unwrap(),
        place: None,
        assignment: assignment(category),
        follows: None,
        reporter: None,
    });
    let place = || select(&[None, Some("Library"), Some("Hall B")][..]);
    let base = prop_oneof![
        9 => (1..9_u64).prop_map(Base::Version),
        1 => Just(Base::Command(CommandId::new())),
    ];
    let edit = (base, prop::option::of(text()), prop::option::of(place()));
    let modify = (edit, category()).prop_map(|((base, text, place), category)| Action::Modify {
        assignment: text.is_some().then(|| assignment(category)),
        edit: Edit {
            base,
            description: text.map(|text| Description::new(text).unwrap()),
            place: place.map(|place| place.map(|place| Place::new(place).unwrap())),
        },
    });
    let write = text().prop_map(|text| Action::Write {
        body: Body::new(text).unwrap(),
    });
    let correct = category().prop_map(|category| Action::Correct { category });
    let parts = vec![TextPart::Description, TextPart::All, TextPart::AllAndNames];
    let remove = select(parts).prop_map(|text| Action::RemoveText { text });
    let action = prop_oneof![
        2 => report, 4 => modify, 3 => write, 2 => Just(Action::Start), 1 => Just(Action::Close), 2 => correct,
        1 => remove,
    ];
    let step = (
        select(&[Role::User, Role::Helpdesk][..]),
        action,
        -90..90_i64,
        prop::option::weighted(0.15, any::<usize>()),
    );
    let step = step.prop_map(|(role, action, minutes, repeat)| Step {
        role,
        action,
        minutes,
        repeat,
    });
    prop::collection::vec(step, 1..40)
}

/// Applies the steps, and checks each of them with `check(before, command, outcome, after)`.
fn play(
    steps: &[Step],
    mut check: impl FnMut(Option<&Ticket>, &Command, &Result<Option<Change>, Refusal>, Option<&Ticket>),
) -> TestTicket {
    let mut played = TestTicket::default();
    let mut now: DateTime<Utc> = "2026-03-02T09:00:00.123456Z".parse().unwrap();
    let mut given: Vec<Command> = Vec::new();
    let id = TicketId::new();
    for step in steps {
        now += TimeDelta::minutes(step.minutes);
        let new = Command {
            id: CommandId::new(),
            role: step.role,
            name: None,
            ticket: id,
            given_at: now,
            only_at: None,
            number: None,
            action: step.action.clone(),
        };
        let earlier = step
            .repeat
            .and_then(|index| given.get(index % given.len().max(1)));
        let command = earlier.cloned().unwrap_or(new);
        let before = played.ticket.clone();
        let outcome = played.apply(&command, now);
        check(before.as_ref(), &command, &outcome, played.ticket.as_ref());
        given.push(command);
    }
    played
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_status_changes_only_from_open_to_active_to_closed(steps in steps()) {
        let played = play(&steps, |before, command, outcome, after| {
            let (from, to) = (before.map(|t| t.status), after.map(|t| t.status));
            if from != to {
                assert!(outcome.as_ref().is_ok_and(Option::is_some));
                match (from, &command.action) {
                    (None, Action::Report { .. }) => assert_eq!(to, Some(Status::Open)),
                    (Some(Status::Open), Action::Start) => assert_eq!(to, Some(Status::Active)),
                    (Some(Status::Active), Action::Close) => assert_eq!(to, Some(Status::Closed)),
                    other => panic!("from {other:?} to {to:?}"),
                }
            }
        });
        prop_assert!(Status::ALL.starts_with(&played.statuses));
    }

    #[test]
    fn dates_never_contradict_each_other(steps in steps()) {
        play(&steps, |before, _, _, after| {
            let Some(after) = after else { return };
            assert!(after.opened_at <= after.modified_at);
            assert_eq!(after.closed_at.is_some(), after.status == Status::Closed);
            // A text may be removed after the ticket was closed.
            assert!(after.closed_at.is_none_or(|closed| closed <= after.modified_at));
            assert!(after.waiting_since.is_none_or(|since| after.opened_at <= since && since <= after.modified_at));
            assert!(before.is_none_or(|before| before.modified_at <= after.modified_at));
            assert_eq!(after.modified_at, tickets::to_millis(after.modified_at), "whole milliseconds");
        });
    }

    #[test]
    fn the_version_counts_accepted_commands(steps in steps()) {
        let played = play(&steps, |before, command, outcome, after| {
            let version = |ticket: Option<&Ticket>| ticket.map_or(0, |ticket| ticket.version);
            match outcome {
                Ok(Some(change)) => {
                    assert_eq!(version(after), version(before) + 1);
                    assert_eq!(change.entry.version, version(after));
                    assert_eq!(change.entry.command, command.id);
                    assert_eq!(change.message.is_some(), matches!(change.entry.event, Event::Wrote));
                }
                // A refused or repeated command changes nothing.
                Ok(None) | Err(_) => assert_eq!(before, after),
            }
        });
        let version = played.ticket.as_ref().map_or(0, |ticket| ticket.version);
        prop_assert_eq!(usize::try_from(version).unwrap(), played.accepted.len());
    }

    #[test]
    fn a_user_never_starts_closes_corrects_or_removes_texts(steps in steps()) {
        play(&steps, |before, command, outcome, _| {
            let helpdesk_only = matches!(
                command.action,
                Action::Start | Action::Close | Action::Correct { .. } | Action::RemoveText { .. }
            );
            if before.is_some() && command.role == Role::User && helpdesk_only {
                assert_eq!(outcome, &Err(Refusal::HelpdeskOnly));
            }
        });
    }

    #[test]
    fn a_closed_ticket_is_read_only_and_a_user_sees_only_when_it_was_closed(steps in steps()) {
        play(&steps, |before, command, outcome, _| {
            let Some(closed_at) = before.and_then(|ticket| ticket.closed_at) else { return };
            let Err(refusal) = outcome else {
                let removes = matches!(command.action, Action::RemoveText { .. }) && command.role == Role::Helpdesk;
                assert!(outcome == &Ok(None) || removes, "only a repeated command or a removal is accepted");
                return;
            };
            let writes = matches!(command.action, Action::Write { .. } | Action::Modify { .. });
            if command.role == Role::User && writes {
                assert_eq!(refusal, &Refusal::ClosedMeanwhile { number: None, closed_at });
            }
        });
    }

    #[test]
    fn a_removal_removes_the_texts_and_nothing_else(steps in steps()) {
        play(&steps, |before, command, outcome, after| {
            let (Some(before), Ok(Some(_)), Some(after)) = (before, outcome, after) else { return };
            let Action::RemoveText { text } = command.action else { return };
            let mut expected = before.clone();
            expected.description = Description::removed();
            if text == TextPart::All {
                expected.place = None;
            }
            expected.modified_at = after.modified_at;
            expected.version = after.version;
            expected.description_version = after.description_version;
            expected.place_version = after.place_version;
            assert_eq!(after, &expected);
            let changed = before.description != after.description;
            assert_eq!(after.description_version == after.version, changed, "an edit of the removed text conflicts");
        });
    }

    #[test]
    fn an_edit_never_overwrites_a_text_that_its_writer_had_not_seen(steps in steps()) {
        play(&steps, |before, command, outcome, _| {
            let (Some(before), Action::Modify { edit, .. }) = (before, &command.action) else { return };
            let Ok(Some(change)) = outcome else { return };
            // The replaced text is not newer than the base version that its writer saw.
            if change.ticket.description != before.description {
                assert!(edit.base.version().is_some_and(|version| before.description_version <= version));
            }
            if change.ticket.place != before.place {
                assert!(edit.base.version().is_some_and(|version| before.place_version <= version));
            }
        });
    }

    #[test]
    fn an_edit_classifies_an_open_ticket_again_and_never_an_active_one(steps in steps()) {
        play(&steps, |before, command, outcome, after| {
            let (Some(before), Ok(Some(change)), Some(after)) = (before, outcome, after) else { return };
            let Action::Modify { edit, assignment } = &command.action else { return };
            let new_text = edit.description.as_ref().is_some_and(|text| *text != before.description);
            if before.status == Status::Active {
                assert_eq!((after.category, &after.assignment), (before.category, &before.assignment));
                assert!(matches!(change.entry.event, Event::Modified { category: None, assignment: None, .. }));
            } else if new_text && before.category_by == CategoryBy::Classifier {
                assert_eq!(&after.assignment, assignment);
                assert_eq!(Some(after.category), assignment.as_ref().map(|new| new.category));
            }
        });
    }

    #[test]
    fn an_edit_never_changes_a_category_of_the_helpdesk(steps in steps()) {
        play(&steps, |before, command, outcome, after| {
            let (Some(before), Ok(Some(_)), Some(after)) = (before, outcome, after) else { return };
            if before.category_by == CategoryBy::Helpdesk && !matches!(command.action, Action::Correct { .. }) {
                assert_eq!((after.category, after.category_by), (before.category, CategoryBy::Helpdesk));
            }
        });
    }
}

#[test]
fn a_base_that_is_an_unresolved_command_conflicts() {
    let report = Action::Report {
        description: Description::new("cold").unwrap(),
        place: None,
        assignment: assignment(Category::FacilityManagement),
        follows: None,
        reporter: None,
    };
    let command = |action, only_at| Command {
        id: CommandId::new(),
        role: Role::Helpdesk,
        name: None,
        ticket: TicketId::new(),
        given_at: Utc::now(),
        only_at,
        number: None,
        action,
    };
    let ticket = decide(None, &command(report, None), Utc::now()).unwrap().ticket;
    let edit = |base| Edit {
        base,
        description: Some(Description::new("colder").unwrap()),
        place: None,
    };
    let modify = |edit| Action::Modify {
        edit,
        assignment: None,
    };
    let decided = |action, only_at| decide(Some(&ticket), &command(action, only_at), Utc::now()).map(drop);
    let (unresolved, resolved) = (Base::Command(CommandId::new()), Base::Version(1));
    assert_eq!(decided(modify(edit(resolved)), None), Ok(()));
    assert_eq!(
        decided(modify(edit(unresolved)), None),
        Err(Refusal::EditedMeanwhile {
            theirs: Box::new(ticket.clone()),
            yours: edit(unresolved),
        })
    );
    assert_eq!(decided(Action::Start, Some(resolved)), Ok(()));
    assert_eq!(
        decided(Action::Start, Some(unresolved)),
        Err(Refusal::ChangedMeanwhile {
            ticket: Box::new(ticket.clone())
        })
    );
}
