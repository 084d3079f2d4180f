//! The weights of features, looked up by hash.

use super::Scores;

/// A feature's weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Rare features count more.
    pub rarity: f64,
    /// In log-odds, one for each category.
    pub scores: Scores,
}

/// Features ordered by hash, with an index over the upper 16 bits: a lookup reads one or two rows. Weights are stored
/// in 16 bits and multiplied by `scale`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    scale: f32,
    rows: Vec<Row>,
    starts: Vec<u32>,
}

/// A stored feature: 12 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub hash: u32,
    pub rarity: u16,
    pub scores: [i16; 3],
}

/// The resolution of stored rarities.
const RARITY_STEP: f64 = 1.0 / 4096.0;

impl Table {
    /// Quantises `entries` to 16 bits. Of two features with the same hash, the first is used.
    pub fn new(mut entries: Vec<(u32, Entry)>) -> Self {
        entries.sort_by_key(|&(hash, _)| hash);
        entries.dedup_by_key(|&mut (hash, _)| hash);
        let largest = entries
            .iter()
            .flat_map(|(_, entry)| entry.scores)
            .fold(f64::MIN_POSITIVE, |largest, score| largest.max(score.abs()));
        let scale = narrow(largest / f64::from(i16::MAX));
        let rows = entries
            .into_iter()
            .map(|(hash, entry)| Row {
                hash,
                rarity: quantised_rarity(entry.rarity),
                scores: entry.scores.map(|score| quantised_score(score, f64::from(scale))),
            })
            .collect();
        Self::from_rows(scale, rows)
    }

    /// `rows` must be in the order of their hashes.
    pub fn from_rows(scale: f32, rows: Vec<Row>) -> Self {
        let mut starts = Vec::with_capacity(0x1_0001);
        for upper in 0..=0x1_0000_u64 {
            let at = rows.partition_point(|row| u64::from(row.hash) < upper << 16);
            starts.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        Self { scale, rows, starts }
    }

    /// The feature's weights, if it is in the table.
    pub fn find(&self, hash: u32) -> Option<Entry> {
        self.row(hash).map(|row| self.entry(row))
    }

    /// Whether the feature is in the table.
    pub fn has(&self, hash: u32) -> bool {
        self.row(hash).is_some()
    }

    fn row(&self, hash: u32) -> Option<&Row> {
        let upper = usize::try_from(hash >> 16).ok()?;
        let start = usize::try_from(*self.starts.get(upper)?).ok()?;
        let end = usize::try_from(*self.starts.get(upper + 1)?).ok()?;
        self.rows.get(start..end)?.iter().find(|row| row.hash == hash)
    }

    fn entry(&self, row: &Row) -> Entry {
        Entry {
            rarity: f64::from(row.rarity) * RARITY_STEP,
            scores: row.scores.map(|score| f64::from(score) * f64::from(self.scale)),
        }
    }

    /// Whether each feature can be found and has finite scores: hashes rise, and the scale is at most 1.
    pub fn is_sound(&self) -> bool {
        (0.0..=1.0).contains(&self.scale) && self.rows.is_sorted_by(|a, b| a.hash < b.hash)
    }

    pub const fn scale(&self) -> f32 {
        self.scale
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a scale needs no more than 24 bits"
)]
const fn narrow(scale: f64) -> f32 {
    scale as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of u16 first"
)]
fn quantised_rarity(rarity: f64) -> u16 {
    (rarity / RARITY_STEP).round().clamp(0.0, f64::from(u16::MAX)) as u16
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "clamped to the range of i16 first"
)]
fn quantised_score(score: f64, scale: f64) -> i16 {
    (score / scale)
        .round()
        .clamp(f64::from(-i16::MAX), f64::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_weights_differ_from_the_original_by_one_step_at_most() {
        let entry = |x: f64| Entry {
            rarity: x.abs(),
            scores: [x, -x, 0.0],
        };
        let hashes = [7, 8, 0xffff_ffff, 0x8000_0000, 0x0001_0000];
        let values = [0.5, -2.0, 3.25, 0.001, 1.0];
        let table = Table::new(hashes.into_iter().zip(values.map(entry)).collect());
        for (hash, value) in hashes.into_iter().zip(values) {
            let found = table.find(hash).expect("it was put in");
            assert!((found.scores[0] - value).abs() <= f64::from(table.scale()));
            assert!((found.rarity - value.abs()).abs() <= RARITY_STEP);
        }
        assert_eq!(table.find(9), None);
        assert_eq!(Table::new(Vec::new()).find(7), None);
    }
}
