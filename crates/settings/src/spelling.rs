//! Suggestions for misspelt names.

/// The candidate that differs from `word` in at most two edits, if it is closer than half the word.
pub fn did_you_mean<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Case and the kind of separator are not typing errors of their own.
    let word = word.to_lowercase().replace('-', "_");
    candidates
        .map(|candidate| (distance(&word, candidate), candidate))
        .filter(|(edits, candidate)| *edits <= 2 && edits * 2 < candidate.chars().count())
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance: the number of inserted, deleted or replaced characters.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, a) in from.chars().enumerate() {
        let mut next = vec![index + 1];
        let (mut left, mut diagonal) = (index + 1, index);
        for (b, &above) in to.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(a != *b)).min(above + 1).min(left + 1);
            diagonal = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_edits() {
        assert_eq!(distance("", "role"), 4);
        assert_eq!(distance("role", "role"), 0);
        assert_eq!(distance("rol", "role"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn a_misspelt_name_gets_a_suggestion_and_another_word_does_not() {
        let names = || ["role", "time_zone", "defaults"].into_iter();
        assert_eq!(did_you_mean("rolle", names()), Some("role"));
        assert_eq!(did_you_mean("timezone", names()), Some("time_zone"));
        assert_eq!(did_you_mean("Time-Zone", names()), Some("time_zone"));
        assert_eq!(did_you_mean("default", names()), Some("defaults"));
        assert_eq!(did_you_mean("hub", names()), None);
        assert_eq!(did_you_mean("rate", names()), None);
    }
}
