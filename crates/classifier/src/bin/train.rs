//! `cargo xtask train [--measure FILE]`: trains the shipped model from the corpus and prints its accuracy.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Parser;
use classifier::Classifier;
use classifier::training::{
    HeldOut, Prediction, Text, Vectors, hold_out, labelled_csv, near_duplicates_between, read_corpus, report,
    report_by_slice, train, without_near_duplicates,
};

/// Trains the classifier.
#[derive(Parser)]
struct Arguments {
    /// Labelled texts to measure with (CSV: text, category, slice); never trained on.
    #[arg(long)]
    measure: Option<PathBuf>,
    /// Measure only; do not write the model file.
    #[arg(long)]
    dry: bool,
    /// The number of cross-validation folds, 2 to 8.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(2..=8))]
    folds: u8,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let began = Instant::now();
    let (texts, duplicates) = without_near_duplicates(read_corpus(&folder.join("corpus"))?);
    println!(
        "{} texts, {} near-duplicates left out",
        texts.len(),
        duplicates.len()
    );
    for duplicate in duplicates {
        println!("  {:?}\n  is nearly {:?}", duplicate.one, duplicate.other);
    }
    let measured = arguments
        .measure
        .as_deref()
        .map(labelled_csv)
        .transpose()?
        .unwrap_or_default();
    refuse_near_duplicates(&texts, &measured)?;

    let vectors = Vectors::read(&folder.join("vectors/words.vec"))?;
    let held_out = hold_out(&texts, &vectors, usize::from(arguments.folds))?;
    let trained = train(&texts, &vectors, &held_out)?;
    println!(
        "trained in {:.0} s, {} bytes\n",
        began.elapsed().as_secs_f64(),
        trained.bytes.len()
    );
    print_reports(&trained.classifier, &held_out, &measured);
    if !arguments.dry {
        let path = folder.join("model/shipped.model");
        std::fs::write(&path, &trained.bytes).with_context(|| format!("writing {}", path.display()))?;
        println!("wrote {} ({})", path.display(), trained.classifier.version());
        let guard = folder.join("model/guard.tsv");
        std::fs::write(&guard, sample(&texts)).with_context(|| format!("writing {}", guard.display()))?;
    }
    Ok(())
}

/// An even sample of the corpus, on which `classifier::campus` tests its layers.
fn sample(texts: &[Text]) -> String {
    let every = texts.len().div_ceil(1200).max(1);
    texts
        .iter()
        .step_by(every)
        .map(|text| format!("{}\t{}\n", text.category, text.text.replace('\t', " ")))
        .collect()
}

/// Fails if a text to measure with is in the corpus.
fn refuse_near_duplicates(texts: &[Text], measured: &[Text]) -> Result<()> {
    let duplicates = near_duplicates_between(texts, measured);
    for duplicate in &duplicates {
        println!(
            "in the corpus: {:?}\nin the file:   {:?}",
            duplicate.one, duplicate.other
        );
    }
    if !duplicates.is_empty() {
        bail!(
            "{} texts of the corpus are near-duplicates of texts to be measured with",
            duplicates.len()
        );
    }
    Ok(())
}

fn print_reports(classifier: &Classifier, held_out: &HeldOut, measured: &[Text]) {
    let held_out: Vec<Prediction> = held_out
        .predictions
        .iter()
        .map(|prediction| classifier.calibrated(prediction))
        .collect();
    println!(
        "{}\n{}",
        report("Themes left out", &held_out),
        report_by_slice(&held_out)
    );
    if !measured.is_empty() {
        let predictions: Vec<Prediction> = measured.iter().map(|text| classifier.predict(text)).collect();
        println!(
            "{}\n{}",
            report("The file", &predictions),
            report_by_slice(&predictions)
        );
    }
}
