//! The first words of a description, as lists show them.

/// The maximum length of a summary, in characters.
const LONGEST: usize = 200;

/// The beginning of a description, on one line.
#[must_use]
pub fn summary(description: &str) -> String {
    let mut line = String::with_capacity(description.len().min(LONGEST));
    let mut left = LONGEST;
    for word in description.split_whitespace() {
        if left == 0 {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
            left -= 1;
        }
        for letter in word.chars().take(left) {
            line.push(letter);
            left -= 1;
        }
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_one_line_of_at_most_200_characters() {
        assert_eq!(summary("  The lift\n\tis  stuck "), "The lift is stuck");
        assert_eq!(summary(&"é".repeat(500)), "é".repeat(200));
        assert_eq!(
            summary(&format!("{} b c", "a".repeat(198))),
            format!("{} b", "a".repeat(198))
        );
    }
}
