//! Invariants of every answer.

#![allow(
    dead_code,
    reason = "each file of tests that includes this one uses a part of it"
)]

use classifier::Classifier;
use tickets::Assignment;

/// Asserts that the confidence is at least 1/3 and at most 1, and that there are at most five reasons, heaviest first.
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

/// Asserts that the answer to `text` is within limits, that its explanation adds up, and that places are valid ranges.
pub fn answers(classifier: &Classifier, text: &str) {
    within_limits(&classifier.classify(text));
    let explanation = classifier.explain(text);
    let weights = || {
        explanation
            .words
            .iter()
            .map(|word| word.weight)
            .chain([explanation.rest])
    };
    let size: f64 = weights().map(f64::abs).sum();
    let gap = (weights().sum::<f64>() - explanation.score).abs();
    assert!(gap <= 1e-9 * size.max(1.0), "{explanation:?}");
    for place in explanation.words.iter().flat_map(|word| &word.places) {
        assert!(
            text.get(place.clone()).is_some(),
            "a place is on character boundaries: {explanation:?}"
        );
    }
}
