//! The explanation of an assignment: the weight of each word, adding up to the score.
//!
//! Both models are linear, and a normalised geometric mean of two soft-maxes is the soft-max of the mean
//! of their logits. A category's score is therefore a sum over features, and every feature is credited to a
//! word: a piece to its word; a pair half to each of its two words, or wholly to the word that is not a stop
//! word. The weight of stop words is `rest`.

use std::collections::BTreeMap;
use std::ops::Range;

use tickets::Category;

use crate::features::{Feature, each_feature};
use crate::model::{Entry, Model, Scores};
use crate::words::{OwnWords, Word, own_words};

/// Why a text was assigned its category.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The best guess.
    pub category: Category,
    /// The calibrated probability that it is right, 0 to 1.
    pub confidence: f64,
    /// Whether guesses of this confidence are right at least 80 times in 100.
    pub sure: bool,
    /// The log-odds of the guess against the (geometric) mean of the other two categories, calibrated.
    pub score: f64,
    /// The words by absolute weight, heaviest first. Their weights and `rest` add up to `score`.
    pub words: Vec<WordWeight>,
    /// The weight of the stop words.
    pub rest: f64,
    /// The model knows fewer than four different words of the text, stop words included, or the text has no own words.
    pub few_known_words: bool,
}

/// A word of the text and its weight.
#[derive(Clone, Debug, PartialEq)]
pub struct WordWeight {
    /// The word in lower case.
    pub word: String,
    /// The byte range of each occurrence in the text.
    pub places: Vec<Range<usize>>,
    /// In log-odds: positive for the guess, negative against it.
    pub weight: f64,
}

/// A text with fewer different known words says too little for reasons.
const FEWEST_KNOWN_WORDS: usize = 4;

/// Up to this many unknown words are treated as typing errors.
const FEW_UNKNOWN: f64 = 2.0;

/// The least trust in a text, reached if all its words are unknown: their pieces may still be right.
const LEAST_TRUST: f64 = 0.25;

/// The scores of each word, and of the rest, for each category.
struct Contributions {
    words: Vec<Word>,
    /// The scores of each word.
    scores: Vec<Scores>,
    rest: Scores,
    few_known_words: bool,
}

impl Contributions {
    fn total(&self) -> Scores {
        self.scores
            .iter()
            .fold(self.rest, |sum, scores| add(sum, *scores, 1.0))
    }
}

/// Classifies `text` and explains the result.
pub(crate) fn explain(model: &Model, text: &str) -> Explanation {
    let own = OwnWords::of(text);
    let sums = contributions(model, own.words);
    let total = sums.total();
    let (guess, confidence) = most_likely(total);
    let mut by_word: BTreeMap<&str, WordWeight> = BTreeMap::new();
    let mut rest = for_guess(sums.rest, guess);
    for (word, scores) in sums.words.iter().zip(&sums.scores) {
        let weight = for_guess(*scores, guess);
        if word.stop {
            rest += weight;
            continue;
        }
        let entry = by_word.entry(&word.text).or_insert_with(|| WordWeight {
            word: text.get(word.at.clone()).unwrap_or_default().to_lowercase(),
            places: Vec::new(),
            weight: 0.0,
        });
        entry.places.push(word.at.clone());
        entry.weight += weight;
    }
    let mut words: Vec<WordWeight> = by_word.into_values().collect();
    words.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    Explanation {
        category: Category::ALL
            .get(guess)
            .copied()
            .unwrap_or(Category::ServicesComplaints),
        confidence,
        sure: confidence >= model.sure_from && !own.only_boilerplate,
        score: for_guess(total, guess),
        words,
        rest,
        few_known_words: sums.few_known_words || own.only_boilerplate,
    }
}

/// The calibrated logits of a text, one for each category.
pub(crate) fn logits(model: &Model, text: &str) -> Scores {
    contributions(model, own_words(text)).total()
}

/// Converts logits to probabilities.
pub(crate) fn softmax(logits: Scores) -> Scores {
    let largest = logits.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let powers = logits.map(|logit| (logit - largest).exp());
    let sum: f64 = powers.iter().sum();
    powers.map(|power| power / sum)
}

fn most_likely(logits: Scores) -> (usize, f64) {
    softmax(logits)
        .into_iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((0, 0.0))
}

/// The log-odds of the guess against the mean of the other categories.
fn for_guess(scores: Scores, guess: usize) -> f64 {
    let own = scores.get(guess).copied().unwrap_or_default();
    let others = scores.iter().sum::<f64>() - own;
    own - others / 2.0
}

/// Adds the scores of each feature of all models to its word.
fn contributions(model: &Model, words: Vec<Word>) -> Contributions {
    let known = KnownWords::of(model, &words);
    let half = 0.5 * known.trust() / model.temperature;
    let mut sums = Contributions {
        scores: vec![[0.0; 3]; words.len()],
        words,
        rest: [0.0; 3],
        few_known_words: known.different.len() < FEWEST_KNOWN_WORDS,
    };
    add_meaning(half, &known.meaning, &mut sums);
    add_wording(model, half, &mut sums);
    add_campus(model, &mut sums);
    sums
}

/// The words of a text that the model knows.
struct KnownWords {
    /// The number of words that the shipped model knows, stop words apart.
    known: f64,
    /// The number of words that the shipped model does not know.
    unknown: f64,
    /// The hashes of the first different words that any table knows, stop words included: up to [`FEWEST_KNOWN_WORDS`].
    different: Vec<u32>,
    /// The words of the meaning model, by their index.
    meaning: Vec<(usize, Entry)>,
}

impl KnownWords {
    /// Looks each word up once: this is a considerable part of the time of a classification.
    fn of(model: &Model, words: &[Word]) -> Self {
        let mut found = Self {
            known: 0.0,
            unknown: 0.0,
            different: Vec::with_capacity(FEWEST_KNOWN_WORDS),
            meaning: Vec::with_capacity(words.len()),
        };
        for (index, word) in words.iter().enumerate() {
            let counts = found.different.len() < FEWEST_KNOWN_WORDS;
            if word.stop && !counts {
                continue;
            }
            let hash = crate::features::hash_word(&word.text);
            let known = word.stop || found.look_up(model, index, hash) || counts && model.campus.has(hash);
            if known && counts && !found.different.contains(&hash) {
                found.different.push(hash);
            }
        }
        found
    }

    /// Looks up a word in the shipped model; returns whether the model knows it.
    fn look_up(&mut self, model: &Model, index: usize, hash: u32) -> bool {
        let meaning = model.meaning.find(hash);
        let known = meaning.is_some() || model.wording.has(hash);
        self.meaning.extend(meaning.map(|entry| (index, entry)));
        *(if known { &mut self.known } else { &mut self.unknown }) += 1.0;
        known
    }

    /// The factor for the shipped model's scores, a quarter to 1. If more words are unknown than known (another
    /// language, random letters), the known words occur by chance. One or two unknown words are treated as typing errors.
    fn trust(&self) -> f64 {
        if self.unknown > FEW_UNKNOWN {
            f64::clamp(self.known / self.unknown, LEAST_TRUST, 1.0)
        } else {
            1.0
        }
    }
}

/// The meaning model: the mean over the known words, weighted by rarity.
fn add_meaning(share: f64, known: &[(usize, Entry)], sums: &mut Contributions) {
    let weight: f64 = known.iter().map(|(_, entry)| entry.rarity).sum();
    for (index, entry) in known {
        let part = share * entry.rarity / (weight + Model::FAINT);
        add_to_word(sums, *index, entry.scores, part);
    }
}

/// The wording model: words and pairs on one side, pieces on the other, each side scaled to length one.
fn add_wording(model: &Model, share: f64, sums: &mut Contributions) {
    let mut known: Vec<(Feature, Entry)> = Vec::with_capacity(16 * sums.words.len());
    let mut lengths = [Model::FAINT; 2];
    each_feature(&sums.words, |feature, hash| {
        if let Some(entry) = model.wording.find(hash) {
            *side(&mut lengths, feature) += entry.rarity * entry.rarity;
            known.push((feature, entry));
        }
    });
    for (feature, entry) in known {
        let part = share * entry.rarity / side(&mut lengths, feature).sqrt();
        match feature {
            Feature::Word(index) | Feature::Piece(index) => add_to_word(sums, index, entry.scores, part),
            Feature::Pair(index) => add_to_pair(sums, index, entry.scores, part),
        }
    }
}

/// The campus layer, already in calibrated log-odds.
fn add_campus(model: &Model, sums: &mut Contributions) {
    if model.campus.rows().is_empty() {
        return;
    }
    for (feature, hash, x) in campus_features(model, &sums.words) {
        if let Some(Entry { scores, .. }) = model.campus.find(hash) {
            match feature {
                Feature::Pair(index) => add_to_pair(sums, index, scores, x),
                Feature::Word(index) | Feature::Piece(index) => add_to_word(sums, index, scores, x),
            }
        }
    }
}

/// The features of a campus layer with their weights: words and pairs, together of length one. Words that the shipped
/// model does not know weigh most, because most corrections are about them.
pub(crate) fn campus_features(model: &Model, words: &[Word]) -> Vec<(Feature, u32, f64)> {
    let stop = |index: usize| words.get(index).is_some_and(|word| word.stop);
    let mut features = Vec::new();
    each_feature(words, |feature, hash| {
        let known = || model.wording.find(hash).is_some() || model.meaning.find(hash).is_some();
        let weight = match feature {
            Feature::Piece(_) => return,
            Feature::Word(index) if stop(index) => return,
            Feature::Word(_) if !known() => 1.0,
            Feature::Pair(index) if !known() && !stop(index) && !stop(index.saturating_sub(1)) => 0.5,
            _ => 0.25,
        };
        features.push((feature, hash, weight));
    });
    let length = features.iter().map(|(_, _, x)| x * x).sum::<f64>().sqrt();
    for (_, _, x) in &mut features {
        *x /= length;
    }
    features
}

const fn side(lengths: &mut [f64; 2], feature: Feature) -> &mut f64 {
    let [whole, pieces] = lengths;
    match feature {
        Feature::Piece(_) => pieces,
        Feature::Word(_) | Feature::Pair(_) => whole,
    }
}

/// Credits a pair to the word that is not a stop word; half to each word if both are or neither is.
fn add_to_pair(sums: &mut Contributions, index: usize, scores: Scores, part: f64) {
    let stop = |index: usize| sums.words.get(index).is_some_and(|word| word.stop);
    let before = index.saturating_sub(1);
    match (stop(before), stop(index)) {
        (true, false) => add_to_word(sums, index, scores, part),
        (false, true) => add_to_word(sums, before, scores, part),
        _ => {
            add_to_word(sums, before, scores, part / 2.0);
            add_to_word(sums, index, scores, part / 2.0);
        }
    }
}

fn add_to_word(sums: &mut Contributions, index: usize, scores: Scores, part: f64) {
    if let Some(sum) = sums.scores.get_mut(index) {
        *sum = add(*sum, scores, part);
    }
}

/// `sum + scores * part`.
fn add(sum: Scores, scores: Scores, part: f64) -> Scores {
    let [a, b, c] = sum;
    let [x, y, z] = scores;
    [a + x * part, b + y * part, c + z * part]
}
