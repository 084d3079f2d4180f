//! The table that `cargo xtask train` prints.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Measures, Prediction};

/// The figures over all predictions, for each category, and the confusions.
#[must_use]
pub fn report(title: &str, predictions: &[Prediction]) -> String {
    let all = Measures::of(predictions);
    let mut out = String::new();
    let _ = writeln!(out, "## {title} ({} texts)", all.texts);
    for (name, figure) in [
        ("macro-F1", all.macro_f1),
        ("worst category's F1", all.worst_f1()),
        ("calibration error, 10 bins", all.calibration_error),
        ("accuracy", all.accuracy),
        ("accuracy, most confident 80 %", all.most_confident),
    ] {
        let _ = writeln!(out, "{name:<32}{figure:.3}");
    }
    let _ = writeln!(
        out,
        "\n{:<22}{:>10}{:>8}{:>8}   classified into",
        "category", "precision", "recall", "F1"
    );
    for ((category, [precision, recall, f1]), row) in Measures::categories()
        .iter()
        .zip(all.by_category)
        .zip(all.confusions)
    {
        let [a, b, c] = row;
        let _ = writeln!(
            out,
            "{:<22}{precision:>10.3}{recall:>8.3}{f1:>8.3}   {a:>5}{b:>6}{c:>6}",
            category.as_str()
        );
    }
    out
}

/// Macro-F1 and accuracy of each slice or theme, worst first.
#[must_use]
pub fn report_by_slice(predictions: &[Prediction]) -> String {
    let mut slices: BTreeMap<&str, Vec<&Prediction>> = BTreeMap::new();
    for answer in predictions {
        slices.entry(&answer.theme).or_default().push(answer);
    }
    let mut rows: Vec<(&str, Measures)> = slices
        .into_iter()
        .map(|(slice, answers)| (slice, Measures::of(answers)))
        .collect();
    rows.sort_by(|a, b| a.1.accuracy.total_cmp(&b.1.accuracy));
    let mut out = format!("{:<48}{:>6}{:>10}\n", "slice", "texts", "accuracy");
    for (slice, measures) in rows {
        let _ = writeln!(out, "{slice:<48}{:>6}{:>10.3}", measures.texts, measures.accuracy);
    }
    out
}
