//! The shipped model's assignments for plain reports, and the sums of its explanations.

use classifier::{Classifier, training::read_corpus};
use tickets::Category;

#[test]
fn plain_reports_get_the_obvious_category_and_are_sure() {
    let classifier = Classifier::shipped();
    for (text, category) in [
        (
            "There is no hot water in the showers on the third floor",
            Category::FacilityManagement,
        ),
        (
            "The lift has been stuck since Monday",
            Category::FacilityManagement,
        ),
        ("I cannot connect my laptop to eduroam", Category::TechnicalIt),
        ("VPN asks for a password again and again", Category::TechnicalIt),
        (
            "The shuttle bus never comes on time",
            Category::ServicesComplaints,
        ),
        (
            "The woman at the registrar's counter was rude",
            Category::ServicesComplaints,
        ),
    ] {
        let assignment = classifier.classify(text);
        assert_eq!(assignment.category, category, "{text}: {assignment:?}");
        assert!(assignment.sure, "{text}: {assignment:?}");
        assert!(!assignment.because.is_empty() && assignment.because.len() <= 5);
        assert_eq!(assignment.model, classifier.version());
    }
}

#[test]
fn the_weights_of_an_explanation_add_up_to_its_score() {
    let classifier = Classifier::shipped();
    let corpus = read_corpus(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus").as_ref()).unwrap();
    for text in corpus.iter().step_by(7) {
        let explanation = classifier.explain(&text.text);
        let sum = explanation.rest + explanation.words.iter().map(|word| word.weight).sum::<f64>();
        assert!(
            (sum - explanation.score).abs() < 1e-9,
            "{}: {sum} is not {}",
            text.text,
            explanation.score
        );
    }
}

#[test]
fn a_text_without_known_words_is_not_sure() {
    let classifier = Classifier::shipped();
    for text in [
        "",
        "   \t ",
        "x",
        "🔥🔥🔥",
        "12345",
        "@someone https://example.org/wifi",
        "коридор",
        "暖房が壊れた",
    ] {
        let assignment = classifier.classify(text);
        assert!(!assignment.sure, "{text:?}: {assignment:?}");
        assert!(assignment.confidence < 0.5, "{text:?}: {assignment:?}");
    }
}

#[test]
fn a_text_of_misspelt_words_is_classified_by_pieces_but_is_not_sure() {
    let classifier = Classifier::shipped();
    let assignment = classifier.classify("the elavator stcuk agian in the scince bulding");
    assert_eq!(assignment.category, Category::FacilityManagement);
    assert!(assignment.confidence > 0.4 && !assignment.sure, "{assignment:?}");
}

#[test]
fn a_text_in_another_language_is_not_sure() {
    let classifier = Classifier::shipped();
    let texts = include_str!("seeds/texts/other-languages");
    for text in texts
        .lines()
        .chain(["Der Drucker im zweiten Stock druckt nur leere Seiten"])
    {
        let assignment = classifier.classify(text);
        assert!(!assignment.sure, "{text}: {assignment:?}");
    }
}
