//! What holds for every answer, whatever the text.

#![allow(
    dead_code,
    reason = "each file of tests that includes this one uses a part of it"
)]

use classifier::Classifier;
use tickets::Assignment;

/// Asserts that the confidence is one, and that the reasons are a few, heaviest first.
pub fn within_limits(assignment: &Assignment) {
    assert!(
        (1.0 / 3.0 - 1e-9..=1.0).contains(&assignment.confidence),
        "{assignment:?}"
    );
    assert!(assignment.because.len() <= 5);
    assert!(
        assignment.because.is_sorted_by(|a, b| a.weight >= b.weight),
        "heaviest first: {assignment:?}"
    );
    assert!(
        assignment
            .because
            .iter()
            .all(|reason| reason.weight > 0.0 && !reason.word.is_empty())
    );
}

/// Asserts that the answer to `text` is within limits, and that its account adds up and points into the text.
pub fn answers(classifier: &Classifier, text: &str) {
    within_limits(&classifier.classify(text));
    let account = classifier.explain(text);
    let weights = || account.words.iter().map(|word| word.weight).chain([account.rest]);
    let size: f64 = weights().map(f64::abs).sum();
    let gap = (weights().sum::<f64>() - account.score).abs();
    assert!(gap <= 1e-9 * size.max(1.0), "{account:?}");
    for place in account.words.iter().flat_map(|word| &word.places) {
        assert!(
            text.get(place.clone()).is_some(),
            "a word stands on whole characters: {account:?}"
        );
    }
}
