//! `cargo xtask train [--measure FILE]`: trains the shipped model from the corpus and prints how well it classifies.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Parser;
use classifier::Classifier;
use classifier::training::{
    Held, Judged, Text, Vectors, held_back, labelled_csv, read_corpus, report, report_by_slice, train,
    twins_between, without_twins,
};

/// Trains the classifier.
#[derive(Parser)]
struct Arguments {
    /// Labelled texts to measure with (CSV: text, category, slice); never trained on.
    #[arg(long)]
    measure: Option<PathBuf>,
    /// Measure only, leave the model's file as it is.
    #[arg(long)]
    dry: bool,
    /// In how many turns themes are held back (at most 8).
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(2..=8))]
    folds: u8,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let began = Instant::now();
    let (texts, twins) = without_twins(read_corpus(&folder.join("corpus"))?);
    println!("{} texts, {} near-duplicates left out", texts.len(), twins.len());
    for twin in twins {
        println!("  {:?}\n  is nearly {:?}", twin.one, twin.other);
    }
    let measured = arguments
        .measure
        .as_deref()
        .map(labelled_csv)
        .transpose()?
        .unwrap_or_default();
    refuse_twins(&texts, &measured)?;

    let vectors = Vectors::read(&folder.join("vectors/words.vec"))?;
    let held = held_back(&texts, &vectors, usize::from(arguments.folds))?;
    let trained = train(&texts, &vectors, &held)?;
    println!(
        "trained in {:.0} s, {} bytes\n",
        began.elapsed().as_secs_f64(),
        trained.bytes.len()
    );
    print_reports(&trained.classifier, &held, &measured);
    if !arguments.dry {
        let path = folder.join("model/shipped.model");
        std::fs::write(&path, &trained.bytes).with_context(|| format!("writing {}", path.display()))?;
        println!("wrote {} ({})", path.display(), trained.classifier.version());
        let guard = folder.join("model/guard.tsv");
        std::fs::write(&guard, sample(&texts)).with_context(|| format!("writing {}", guard.display()))?;
    }
    Ok(())
}

/// Every few texts of each theme, for `classifier::campus` to try its layers on.
fn sample(texts: &[Text]) -> String {
    let every = texts.len().div_ceil(1200).max(1);
    texts
        .iter()
        .step_by(every)
        .map(|text| format!("{}\t{}\n", text.category, text.text.replace('\t', " ")))
        .collect()
}

/// What is measured on must not have been trained on.
fn refuse_twins(texts: &[Text], measured: &[Text]) -> Result<()> {
    let twins = twins_between(texts, measured);
    for twin in &twins {
        println!("in the corpus: {:?}\nin the file:   {:?}", twin.one, twin.other);
    }
    if !twins.is_empty() {
        bail!(
            "{} texts of the corpus are near-duplicates of texts to be measured with",
            twins.len()
        );
    }
    Ok(())
}

fn print_reports(classifier: &Classifier, held: &Held, measured: &[Text]) {
    let held: Vec<Judged> = held
        .judged
        .iter()
        .map(|judged| classifier.calibrated(judged))
        .collect();
    println!("{}\n{}", report("Themes left out", &held), report_by_slice(&held));
    if !measured.is_empty() {
        let judged: Vec<Judged> = measured.iter().map(|text| classifier.judge(text)).collect();
        println!("{}\n{}", report("The file", &judged), report_by_slice(&judged));
    }
}
