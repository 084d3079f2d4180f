//! The page "How well are tickets classified?", and the note about training.

use tickets::{Confusions, Lesson, Outcome, Trial};
use ui::Fragment;
use ui::classification::LearningNow;

use crate::dom::{Page, text};
use crate::fixtures::{ago, confusions, figures, learning, lesson, models, trial};

fn page(now: LearningNow<'_>) -> Page {
    Page::of(&figures(now, &confusions(), &models()).html())
}

fn note(now: LearningNow<'_>) -> String {
    Page::of(&learning(now).html()).text("#learning")
}

#[test]
fn each_category_shows_its_precision_and_recall_with_their_totals() {
    let page = page(LearningNow::Nothing);
    assert_eq!(
        page.text(".figure"),
        "2,195 of 2,238 tickets got the right category (98 %)."
    );
    let cells: Vec<String> = page
        .all("table:not(.matrix) td.number")
        .into_iter()
        .map(text)
        .collect();
    assert_eq!(
        cells[..6],
        [
            "97 % of 1,235",
            "99 % of 1,216",
            "99 % of 999",
            "100 % of 987",
            "100 % of 4",
            "11 % of 35"
        ]
    );
    assert_eq!(page.all("td.few").len(), 1, "a share of four tickets is grey");
}

#[test]
fn each_cell_of_the_matrix_links_to_its_tickets() {
    let page = page(LearningNow::Nothing);
    let wrong = page.all(".matrix td.wrong button");
    let wrong: Vec<_> = wrong
        .iter()
        .map(|button| {
            (
                button.attr("data-query").unwrap(),
                button.attr("aria-label").unwrap(),
            )
        })
        .collect();
    assert_eq!(
        wrong,
        [
            (
                "classified:facility-management category:services-complaints",
                "31 tickets: automatic category Facility management, right category Services complaints"
            ),
            (
                "classified:technical-it category:facility-management",
                "12 tickets: automatic category Technical IT, right category Facility management"
            ),
        ]
    );
    assert_eq!(page.all(".matrix td.right button").len(), 3);
    assert_eq!(page.all(".matrix tbody td").len(), 9);
}

#[test]
fn versions_of_this_release_and_the_shipped_model_can_be_used_again() {
    let page = page(LearningNow::Nothing);
    let offered: Vec<_> = page
        .all("[hx-post='/use_model']")
        .iter()
        .map(|button| button.attr("hx-vals").unwrap().to_owned())
        .collect();
    assert_eq!(
        offered,
        [
            "version:shipped-60a00454+campus-33-9a8b7c6d",
            "version:shipped-60a00454"
        ]
    );
    assert_eq!(page.all(".in-use").len(), 1);
    assert!(page.text("tr.few").contains("trained for an older release"));
}

#[test]
fn a_computer_of_a_hub_offers_no_version_and_says_where_they_come_from() {
    let (confusions, models) = (confusions(), models());
    let figures = ui::classification::ClassificationFigures {
        chosen_by_hub: true,
        ..figures(LearningNow::Nothing, &confusions, &models[..1])
    };
    let page = Page::of(&figures.html());
    assert!(!page.has("[hx-post='/use_model']"));
    assert_eq!(page.all(".in-use").len(), 1);
    let note = page.text("section[aria-labelledby=versions] .note");
    assert!(
        note.starts_with("The corrections of all helpdesk computers"),
        "{note}"
    );
    assert!(!note.contains("return to an older version"), "{note}");
}

#[test]
fn without_reviewed_tickets_the_page_says_what_will_appear() {
    let empty = Confusions::default();
    let page = Page::of(&figures(LearningNow::Nothing, &empty, &[]).html());
    assert!(page.text(".empty").contains("No tickets reviewed yet"));
    assert!(!page.has(".matrix") && !page.has("figure"));
    assert!(page.has("#versions"), "the shipped model classifies already");
}

#[test]
fn the_training_note_shows_progress_and_outcome() {
    assert_eq!(note(LearningNow::Nothing), "");
    let running = LearningNow::Running {
        corrections: 12,
        confirmed: 0,
        percent: 40,
    };
    assert_eq!(note(running), "Training on 12 corrections…");
    assert_eq!(
        note(LearningNow::Ended(lesson())),
        "Trained on 43 corrections 2 h ago. Right on texts that it was not trained on: 38 of 43 corrections \
        (shipped version: 9) and 571 of 600 general problems (shipped version: 570)."
    );
    let ended = |outcome, corrections| {
        note(LearningNow::Ended(Lesson {
            at: ago(0),
            corrections,
            outcome,
        }))
    };
    let dropped = ended(Outcome::Rejected(trial(12, 6, 2)), 12);
    assert!(
        dropped.starts_with("Not used: the version trained on 12 corrections")
            && dropped.contains("is less accurate than the shipped version."),
        "{dropped}"
    );
    assert!(
        dropped.contains("2 of 12 corrections (shipped version: 6)"),
        "{dropped}"
    );
    assert_eq!(
        ended(Outcome::TooFew, 1),
        "1 of 3 corrections and confirmations so far. Training starts with the third."
    );
    let reviewed = Trial {
        confirmed: 9,
        ..trial(17, 8, 15)
    };
    let seventeen = ended(Outcome::Adopted(reviewed), 17);
    assert!(
        seventeen.starts_with("Trained on 8 corrections and 9 confirmations"),
        "corrections are counted as in the chart: {seventeen}"
    );
    assert!(
        seventeen.contains("15 of 17 corrections and confirmations (shipped version: 8)"),
        "{seventeen}"
    );
    let broken = note(LearningNow::Broken { why: "it is damaged" });
    assert!(broken.starts_with("The shipped version is in use:"), "{broken}");
}
