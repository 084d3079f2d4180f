//! The fields that people write in, checked; or the hint for each one that does not fit.

use tickets::{Body, Description, Name, Place, TextError};
use ui::hint::{Hints, hint};

use crate::form::Form;

/// A description with its place: a report, or an edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is the problem?
    pub description: Description,
    /// Where?
    pub place: Option<Place>,
}

/// Reads a report or an edit.
///
/// # Errors
/// [`Hints`] for the fields that do not fit.
pub fn problem(form: &Form) -> Result<Problem, Hints> {
    let mut hints = Hints {
        name: name(form),
        ..Hints::default()
    };
    let description = note(
        Description::new(form.text("description")),
        "The description",
        &mut hints.text,
    );
    let place = optional(form, "place", Place::new, "The place", &mut hints.place);
    match description {
        Some(description) if !hints.any() => Ok(Problem { description, place }),
        _ => Err(hints),
    }
}

/// Reads a message.
///
/// # Errors
/// [`Hints`] for the fields that do not fit.
pub fn message(form: &Form) -> Result<Body, Hints> {
    let mut hints = Hints {
        name: name(form),
        ..Hints::default()
    };
    let body = note(Body::new(form.text("body")), "The message", &mut hints.text);
    body.filter(|_| !hints.any()).ok_or(hints)
}

fn name(form: &Form) -> Option<String> {
    let mut wrong = None;
    optional(form, "name", Name::new, "The name", &mut wrong);
    wrong
}

/// A field that may be left blank.
fn optional<T>(
    form: &Form,
    field: &str,
    read: impl Fn(String) -> Result<T, TextError>,
    called: &str,
    wrong: &mut Option<String>,
) -> Option<T> {
    match form.text(field).trim() {
        "" => None,
        _ => note(read(form.text(field).to_owned()), called, wrong),
    }
}

fn note<T>(read: Result<T, TextError>, called: &str, wrong: &mut Option<String>) -> Option<T> {
    read.map_err(|error| *wrong = Some(hint(called, error))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_without_a_place_is_fine() {
        let read = problem(&Form::from([
            ("description", " The lift is stuck "),
            ("place", "  "),
        ]))
        .expect("fits");
        assert_eq!(read.description.as_str(), " The lift is stuck ", "kept as typed");
        assert_eq!(read.place, None);
    }

    #[test]
    fn each_field_that_does_not_fit_gets_its_own_hint() {
        let long = &*"x".repeat(10_001);
        let hints = problem(&Form::from([
            ("description", long),
            ("place", "a\nb"),
            ("name", long),
        ]))
        .expect_err("nothing fits");
        assert!(hints.text.expect("told").contains("10,001"));
        assert!(hints.place.is_some() && hints.name.is_some());
        let hints = message(&Form::from([("body", " \n ")])).expect_err("blank");
        assert!(hints.text.is_some() && hints.name.is_none());
    }
}
