//! Two hubs on one PostgreSQL database: what one of them learns, both use.
#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "a test waits by polling")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failed step fails the test"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use classifier::Classifier;
use desk::{Desk, Report, SystemClock};
use store_postgres::testing::{Template, cluster};
use tickets::{Caller, Category, CommandId, Description, Role, TextPart, TicketId};

/// A pause after corrections that is shorter than that of a hub.
const PAUSE: Duration = Duration::from_millis(200);

#[test]
fn what_one_hub_has_learned_the_other_uses_until_a_text_of_it_is_removed() {
    let database = cluster().database(Template::Desk);
    let hub = || {
        let store = Arc::new(cluster().open(&database).unwrap());
        Desk::new(store, Arc::new(Classifier::shipped()), Arc::new(SystemClock))
    };
    let (one, other) = (hub(), hub());
    let corrected = correct_ten_reports(&one);
    let learners = [&one, &other].map(|desk| desk.learn_in_background(PAUSE, || ()).unwrap());
    wait_until(|| one.model_in_use() != one.shipped_model() && one.model_in_use() == other.model_in_use());
    assert_eq!(
        one.classification().unwrap().versions.len(),
        1,
        "one of them has learned"
    );
    // A removal at one hub takes the model away from the other, too. One of them may learn again from what is left.
    let first = one.model_in_use();
    let helpdesk = Caller::from(Role::Helpdesk);
    let removed = one.remove_text(&helpdesk, CommandId::new(), corrected, TextPart::Description);
    removed.unwrap().expect("it has a text");
    assert_ne!(one.model_in_use(), first);
    wait_until(|| other.model_in_use() != first);
    let versions = other.classification().unwrap().versions;
    assert!(
        versions.iter().all(|model| model.version != first),
        "{versions:?}"
    );
    drop(learners);
}

/// Reports with a word that the classifier does not know, of which the helpdesk corrects each to one category.
fn correct_ten_reports(desk: &Desk) -> TicketId {
    let next = desk.classify("The Grimoire was rather strange today").category;
    let category = match next {
        Category::TechnicalIt => Category::FacilityManagement,
        _ => Category::TechnicalIt,
    };
    let mut last = TicketId::new();
    for number in 0..10 {
        last = TicketId::new();
        let text = Description::new(format!("{number} times today the Grimoire was bad")).unwrap();
        let reported = desk.report(
            &Caller::from(Role::User),
            CommandId::new(),
            last,
            Report::new(text, None),
        );
        reported.unwrap().expect("accepted");
        let corrected = desk.correct(
            &Caller::from(Role::Helpdesk),
            CommandId::new(),
            last,
            category,
            None,
        );
        corrected.unwrap().expect("it is open");
    }
    last
}

fn wait_until(condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(50));
    }
}
