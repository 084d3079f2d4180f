//! A removed text leaves what was learned from it.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use classifier::Classifier;
use serde_json::json;
use store::Lessons;
use tickets::{CommandId, MessageId, Outcome, Role, TextPart, Ticket};

use crate::laptops;
use crate::learning::{NEXT, correct, correct_ten_reports, reopened};
use crate::test_desk::{TestDesk, body, helpdesk, test_desk, user};

/// A word that only one ticket has.
const SECRET: &str = "zaubertrank";

/// Reports and corrects a ticket with the secret, after ten others without it.
fn eleven_corrections(test: &TestDesk) -> Ticket {
    let category = correct_ten_reports(test);
    test.clock.advance(TimeDelta::hours(1));
    let secret = test.report(&format!("The Grimoire lost my {SECRET}, the {SECRET} is gone"));
    correct(&test.desk, &secret, category);
    secret
}

fn remove(test: &TestDesk, ticket: &Ticket, text: TextPart) {
    let removed = test
        .desk
        .remove_text(&helpdesk(), CommandId::new(), ticket.id, text);
    removed.unwrap().expect("the helpdesk removes texts");
}

/// Whether the desk classifies the secret as if it had never seen it.
fn does_not_know_the_secret(test: &TestDesk) -> bool {
    let text = format!("my {SECRET}");
    let (now, shipped) = (test.desk.classify(&text), Classifier::shipped().classify(&text));
    (now.category, now.confidence, now.because) == (shipped.category, shipped.confidence, shipped.because)
}

#[test]
fn a_removed_text_leaves_what_was_learned_from_it() {
    for text in [TextPart::Description, TextPart::All] {
        let test = test_desk();
        let secret = eleven_corrections(&test);
        test.desk.learn(|| {}).unwrap();
        let learned = test.desk.model_in_use();
        assert_ne!(learned, test.desk.shipped_model());
        assert!(!does_not_know_the_secret(&test), "it was learned");

        remove(&test, &secret, text);
        assert_eq!(test.desk.model_in_use(), test.desk.shipped_model());
        assert!(does_not_know_the_secret(&test));
        assert!(
            test.store.layer(&learned).unwrap().is_none(),
            "the model is deleted"
        );
        assert!(test.desk.classification().unwrap().versions.is_empty());
        assert_eq!(test.desk.lesson_is_due().ok(), Some(true));

        // What is learned again is learned from the other ten.
        let test = reopened(test);
        let lesson = test.desk.learn(|| {}).unwrap();
        assert!(matches!(lesson.outcome, Outcome::Adopted(_)), "{lesson:?}");
        assert_eq!(lesson.corrections, 10);
        assert!(does_not_know_the_secret(&test));
        assert_eq!(test.desk.classify(NEXT).because[0].word, "grimoire");
        assert_eq!(test.desk.lesson_is_due().ok(), Some(false));
    }
}

#[test]
fn a_model_from_before_the_first_correction_of_the_ticket_stays_and_can_be_chosen() {
    let test = test_desk();
    correct_ten_reports(&test);
    test.desk.learn(|| {}).unwrap();
    let first = test.desk.model_in_use();
    test.clock.advance(TimeDelta::hours(1));
    let secret = test.report(&format!("The Grimoire lost my {SECRET}"));
    correct(&test.desk, &secret, test.desk.classify(NEXT).category);
    test.desk.learn(|| {}).unwrap();
    assert_ne!(test.desk.model_in_use(), first);

    remove(&test, &secret, TextPart::Description);
    assert_eq!(test.desk.model_in_use(), test.desk.shipped_model());
    let versions = test.desk.classification().unwrap().versions;
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[0].version, first);
    assert!(test.store.layer(&first).unwrap().is_some());
}

#[test]
fn other_removals_leave_the_model_in_use() {
    let test = test_desk();
    let secret = eleven_corrections(&test);
    let written = test
        .desk
        .write(&user(), CommandId::new(), secret.id, body("It was dear to me"))
        .unwrap()
        .expect("it is open");
    let message: MessageId = written.message.expect("a message").id;
    let uncorrected = test.report("The lift is stuck");
    test.desk.learn(|| {}).unwrap();
    let learned = test.desk.model_in_use();

    remove(&test, &secret, TextPart::Message(message));
    remove(&test, &uncorrected, TextPart::All);
    assert_eq!(test.desk.model_in_use(), learned);
    assert_eq!(test.desk.lesson_is_due().ok(), Some(false));

    // A model holds weights of words and no texts, so the retention keeps it.
    test.start(secret.id);
    test.close(secret.id);
    test.clock.advance(TimeDelta::days(800));
    assert_eq!(test.desk.apply_retention(24, || true).unwrap(), 1);
    assert_eq!(test.desk.model_in_use(), learned);
    let test = reopened(test);
    assert_eq!(test.desk.model_in_use(), learned);
}

/// Also during the very first lesson, when there is no earlier state to compare with.
#[test]
fn a_text_that_is_removed_during_a_lesson_is_not_learned() {
    let test = test_desk();
    let secret = eleven_corrections(&test);
    let removed = AtomicBool::new(false);
    let in_the_middle = || {
        let running = test.desk.learning_state().unwrap().running;
        if running.is_some_and(|running| running.done > 0.0) && !removed.swap(true, Ordering::Relaxed) {
            remove(&test, &secret, TextPart::Description);
        }
    };
    let error = test.desk.learn(in_the_middle).unwrap_err();
    assert!(error.to_string().contains("a text was removed"), "{error}");
    assert!(does_not_know_the_secret(&test));
    assert!(test.desk.classification().unwrap().versions.is_empty());
    assert_eq!(test.desk.lesson_is_due().ok(), Some(true));
    let lesson = test.desk.learn(|| {}).unwrap();
    assert_eq!(lesson.corrections, 10);
    assert!(does_not_know_the_secret(&test));
    assert_eq!(test.desk.learning_state().unwrap().not_saved, None);
}

#[test]
fn a_removal_that_a_laptop_sends_is_unlearned_at_once() {
    let test = test_desk();
    let secret = eleven_corrections(&test);
    test.desk.learn(|| {}).unwrap();
    assert!(!does_not_know_the_secret(&test));
    let remove = json!({ "remove-text": { "text": "description" } });
    let sent = laptops::command(CommandId::new(), secret.id, remove);
    laptops::send(&test.desk, Role::Helpdesk, &[sent]);
    assert_eq!(test.ticket(secret.id).description.as_str(), tickets::REMOVED);
    assert!(does_not_know_the_secret(&test));
    assert_eq!(test.desk.model_in_use(), test.desk.shipped_model());
}
