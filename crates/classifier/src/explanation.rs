//! The full account of one decision: what each word said, adding up to the score.
//!
//! Both models are linear, and a normalised geometric mean of two soft-maxes is the soft-max of the mean
//! of their logits. So a category's score is a plain sum over features, and every feature belongs to a
//! word: pieces to theirs, a pair half to each of its two, or wholly to the one that is no stop word.
//! What stop words said, and the start, are `rest`.

use std::collections::BTreeMap;
use std::ops::Range;

use tickets::Category;

use crate::features::{Feature, each_feature};
use crate::model::{Entry, Model, Scores};
use crate::words::{Word, words};

/// Why a text was classified as it was.
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
    /// The words that were read, heaviest first, whether they spoke for the guess (positive) or against it.
    /// With `rest` their weights add up to `score`.
    pub words: Vec<WordWeight>,
    /// What was said by no single word: by stop words, and before reading.
    pub rest: f64,
}

/// A word of the text and what it said.
#[derive(Clone, Debug, PartialEq)]
pub struct WordWeight {
    /// The word in lower case.
    pub word: String,
    /// Where it stands in the text, in bytes; each time it occurs.
    pub places: Vec<Range<usize>>,
    /// How much it spoke for the guess, in log-odds; negative: against.
    pub weight: f64,
}

/// So many words that nobody knows are no sign that the text is in another language.
const FEW: f64 = 2.0;

/// So much is believed of a text of strange words alone: its pieces may still tell what it is about.
const LEAST: f64 = 0.25;

/// What each word, and the rest, said for each category. Not yet tied to a guess.
struct Heard {
    words: Vec<(Word, Scores)>,
    rest: Scores,
}

/// Reads `text` and accounts for the decision.
pub(crate) fn account(model: &Model, text: &str) -> Explanation {
    let heard = listen(model, words(text));
    let total = heard
        .words
        .iter()
        .fold(heard.rest, |sum, (_, scores)| add(sum, *scores, 1.0));
    let (guess, confidence) = most_likely(total);
    let mut by_word: BTreeMap<&str, WordWeight> = BTreeMap::new();
    let mut rest = for_guess(heard.rest, guess);
    for (word, scores) in &heard.words {
        let weight = for_guess(*scores, guess);
        if word.stop {
            rest += weight;
            continue;
        }
        let seen = by_word.entry(&word.text).or_insert_with(|| WordWeight {
            word: text.get(word.at.clone()).unwrap_or_default().to_lowercase(),
            places: Vec::new(),
            weight: 0.0,
        });
        seen.places.push(word.at.clone());
        seen.weight += weight;
    }
    let mut words: Vec<WordWeight> = by_word.into_values().collect();
    words.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    Explanation {
        category: Category::ALL
            .get(guess)
            .copied()
            .unwrap_or(Category::ServicesComplaints),
        confidence,
        sure: confidence >= model.sure_from,
        score: for_guess(total, guess),
        words,
        rest,
    }
}

/// The calibrated logits of a text, one for each category.
pub(crate) fn logits(model: &Model, text: &str) -> Scores {
    let heard = listen(model, words(text));
    heard
        .words
        .iter()
        .fold(heard.rest, |sum, (_, scores)| add(sum, *scores, 1.0))
}

/// The probabilities that logits stand for.
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

/// How much `scores` speak for the guess against the mean of the others.
fn for_guess(scores: Scores, guess: usize) -> f64 {
    let own = scores.get(guess).copied().unwrap_or_default();
    let others = scores.iter().sum::<f64>() - own;
    own - others / 2.0
}

/// Lets both models read the words; each feature's say goes to its word.
fn listen(model: &Model, words: Vec<Word>) -> Heard {
    let half = 0.5 * understood(model, &words) / model.temperature;
    let mut heard = Heard {
        words: words.iter().cloned().map(|word| (word, [0.0; 3])).collect(),
        rest: [0.0; 3],
    };
    hear_meaning(model, half, &mut heard);
    hear_wording(model, half, &words, &mut heard);
    hear_campus(model, &words, &mut heard);
    heard
}

/// How much to believe what was heard, a quarter to 1: where more words are strange than known (another language, or
/// letters at random), the few known ones are there by chance. One or two strange words are typing errors,
/// of which the pieces may still tell.
fn understood(model: &Model, words: &[Word]) -> f64 {
    let (mut known, mut strange) = (0.0, 0.0);
    for word in words.iter().filter(|word| !word.stop) {
        let hash = crate::features::hash_word(&word.text);
        if model
            .meaning
            .find(hash)
            .or_else(|| model.wording.find(hash))
            .is_some()
        {
            known += 1.0;
        } else {
            strange += 1.0;
        }
    }
    if strange > FEW {
        f64::clamp(known / strange, LEAST, 1.0)
    } else {
        1.0
    }
}

/// The mean of what the words mean, weighted by rarity.
fn hear_meaning(model: &Model, share: f64, heard: &mut Heard) {
    let known: Vec<(usize, Entry)> = heard
        .words
        .iter()
        .enumerate()
        .filter(|(_, (word, _))| !word.stop)
        .filter_map(|(index, (word, _))| {
            Some((index, model.meaning.find(crate::features::hash_word(&word.text))?))
        })
        .collect();
    let weight: f64 = known.iter().map(|(_, entry)| entry.rarity).sum();
    for (index, entry) in known {
        let part = share * entry.rarity / (weight + Model::FAINT);
        give(heard, index, entry.scores, part);
    }
}

/// Words and pairs on one side, pieces on the other, each side scaled to length one.
fn hear_wording(model: &Model, share: f64, words: &[Word], heard: &mut Heard) {
    let mut known: Vec<(Feature, Entry)> = Vec::with_capacity(16 * words.len());
    let mut lengths = [Model::FAINT; 2];
    each_feature(words, |feature, hash| {
        if let Some(entry) = model.wording.find(hash) {
            *side(&mut lengths, feature) += entry.rarity * entry.rarity;
            known.push((feature, entry));
        }
    });
    for (feature, entry) in known {
        let part = share * entry.rarity / side(&mut lengths, feature).sqrt();
        match feature {
            Feature::Word(index) | Feature::Piece(index) => give(heard, index, entry.scores, part),
            Feature::Pair(index) => give_pair(heard, words, index, entry.scores, part),
        }
    }
}

/// What the campus's own layer adds, already in calibrated log-odds.
fn hear_campus(model: &Model, words: &[Word], heard: &mut Heard) {
    if model.campus.rows().is_empty() {
        return;
    }
    for (feature, hash, x) in campus_features(model, words) {
        if let Some(Entry { scores, .. }) = model.campus.find(hash) {
            match feature {
                Feature::Pair(index) => give_pair(heard, words, index, scores, x),
                Feature::Word(index) | Feature::Piece(index) => give(heard, index, scores, x),
            }
        }
    }
}

/// The features that a campus layer weighs: words and pairs, together of length one. Words that the
/// shipped model does not know count most, for corrections are mostly about them.
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

/// A pair's say goes to the word that a person would name; to both where both are such.
fn give_pair(heard: &mut Heard, words: &[Word], index: usize, scores: Scores, part: f64) {
    let stop = |index: usize| words.get(index).is_some_and(|word| word.stop);
    let before = index.saturating_sub(1);
    match (stop(before), stop(index)) {
        (true, false) => give(heard, index, scores, part),
        (false, true) => give(heard, before, scores, part),
        _ => {
            give(heard, before, scores, part / 2.0);
            give(heard, index, scores, part / 2.0);
        }
    }
}

fn give(heard: &mut Heard, index: usize, scores: Scores, part: f64) {
    if let Some((_, said)) = heard.words.get_mut(index) {
        *said = add(*said, scores, part);
    }
}

/// `sum + scores * part`.
fn add(sum: Scores, scores: Scores, part: f64) -> Scores {
    let [a, b, c] = sum;
    let [x, y, z] = scores;
    [a + x * part, b + y * part, c + z * part]
}
