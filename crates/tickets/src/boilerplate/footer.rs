//! Footers that mail servers add: confidentiality, viruses, the environment, "sent from my phone".

use super::phrases::{BANNERS, FOOTER_CONTINUATIONS, FOOTERS};
use super::units::Unit;

/// Marks the sentences of footers: from a footer's first sentence to the end of its paragraph, and the paragraphs
/// below that continue it.
pub(super) fn mark(units: &mut [Unit<'_>]) {
    let mut in_footer = false;
    let mut line = 0;
    for unit in units {
        let lower = unit.text.to_lowercase();
        let new_line = unit.line != line;
        line = unit.line;
        if has_all(&lower, BANNERS) {
            unit.left_out = true;
            continue;
        }
        let begins = has_all(&lower, FOOTERS);
        let continues = FOOTER_CONTINUATIONS.iter().any(|phrase| lower.contains(phrase));
        in_footer =
            begins || in_footer && (!unit.starts_paragraph && !new_line || continues || wraps(unit, &lower));
        unit.left_out = in_footer;
    }
}

/// Whether a line continues the sentence of the line above: a mail program wrapped it.
fn wraps(unit: &Unit<'_>, lower: &str) -> bool {
    !unit.starts_paragraph && unit.text.chars().next() == lower.chars().next()
}

/// Whether the text contains all phrases of one of the sets.
fn has_all(lower: &str, sets: &[&[&str]]) -> bool {
    sets.iter()
        .any(|phrases| phrases.iter().all(|phrase| lower.contains(phrase)))
}
