//! `campus-desk-classify`: reads one text per line on stdin, writes one JSON line for each on stdout.

use std::io::{self, BufRead, BufReader, BufWriter, Write};

use anyhow::{Context, Result};
use classifier::Classifier;
use serde_json::json;

fn main() -> Result<()> {
    let classifier = Classifier::shipped();
    let input = BufReader::new(io::stdin().lock());
    let output = BufWriter::new(io::stdout().lock());
    match answer_all(&classifier, input, output) {
        // The reader closed the pipe: a normal end.
        Err(problem) if problem.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("reading texts and writing answers"),
    }
}

fn answer_all(
    classifier: &Classifier,
    mut input: BufReader<impl io::Read>,
    mut output: impl Write,
) -> io::Result<()> {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        writeln!(output, "{}", answer(classifier, &line))?;
        line.clear();
        // Flush when no more input waits, so that an interactive caller gets each answer at once.
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
    output.flush()
}

/// The answer to a line. Invalid UTF-8 is replaced.
fn answer(classifier: &Classifier, line: &[u8]) -> serde_json::Value {
    let assignment = classifier.classify(&String::from_utf8_lossy(line));
    let because: Vec<(String, f64)> = assignment
        .because
        .into_iter()
        .map(|reason| (reason.word, reason.weight))
        .collect();
    json!({
        "category": assignment.category,
        "confidence": assignment.confidence,
        "sure": assignment.sure,
        "because": because,
    })
}
