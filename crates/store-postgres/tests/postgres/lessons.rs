//! Learning by several hubs: one at a time.

use store::contract::fixtures::{accepted, command, reported};
use store::{Learning, Lessons, Store};
use store_postgres::testing::{Desk, cluster};
use tickets::{Action, Category, Role, TextPart};

fn learned_to(number: u64) -> Learning {
    Learning {
        learned_to: number,
        ..Learning::default()
    }
}

#[test]
fn one_hub_learns_at_a_time_and_a_hub_that_has_ended_loses_its_turn() {
    let desk = Desk::fresh();
    let (one, other) = (desk.another_hub(), desk.another_hub());
    assert!(one.begin_lesson().unwrap());
    assert!(!other.begin_lesson().unwrap());
    assert!(one.begin_lesson().unwrap(), "again, after a lesson that failed");
    one.save_lesson(learned_to(1), None).unwrap();
    assert!(other.begin_lesson().unwrap());
    cluster().run(
        &desk.database,
        "update learning set learns_until = now() - interval '1 second'",
    );
    assert!(one.begin_lesson().unwrap());
    let late = other.save_lesson(learned_to(2), None).unwrap_err().to_string();
    assert!(late.contains("another hub has learned"), "{late}");
    one.save_lesson(learned_to(3), None).unwrap();
    other
        .save_lesson(learned_to(3), None)
        .expect("a choice of a model is no lesson");
    assert_eq!(other.learning().unwrap(), learned_to(3));
}

#[test]
fn a_lesson_during_which_another_hub_removed_a_text_is_not_saved() {
    let desk = Desk::fresh();
    let (one, other) = (desk.another_hub(), desk.another_hub());
    let ticket = reported(&one as &dyn Store, "The lift is stuck", 0);
    let correct = Action::Correct {
        category: Category::TechnicalIt,
    };
    accepted(&one, command(Role::Helpdesk, ticket, correct), 1);
    assert!(one.begin_lesson().unwrap());
    let remove = Action::RemoveText {
        text: TextPart::Description,
    };
    accepted(&other, command(Role::Helpdesk, ticket, remove), 2);
    let refused = one.save_lesson(learned_to(1), None).unwrap_err().to_string();
    assert!(refused.contains("a text was removed"), "{refused}");
    assert_eq!(one.learning().unwrap(), Learning::default());
    assert!(one.begin_lesson().unwrap(), "the lesson is repeated");
    one.save_lesson(learned_to(1), None).unwrap();
}
