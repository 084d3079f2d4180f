//! Places are compared without case.

/// The form in which two spellings of a place are equal.
#[must_use]
pub fn folded(place: &str) -> String {
    place.to_lowercase()
}
