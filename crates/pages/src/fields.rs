//! Parses the fields that people type in; each invalid field gets a hint.

use tickets::{Body, Contact, Description, Name, Place, Reporter, TextError};
use ui::hint::{Hints, hint};

use crate::form::Form;

/// The texts of a report or an edit.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportFields {
    pub description: Description,
    pub place: Option<Place>,
    /// The person for whom the helpdesk reports.
    pub reporter: Option<Reporter>,
}

/// Parses a report or an edit.
pub fn report(form: &Form) -> Result<ReportFields, Hints> {
    let mut hints = Hints {
        name: name(form),
        ..Hints::default()
    };
    let description = parse_or_hint(
        Description::new(form.text("description")),
        "The description",
        &mut hints.text,
    );
    let place = optional(form, "place", Place::new, "The place", &mut hints.place);
    let reporter = reporter(form, &mut hints);
    match description {
        Some(description) if !hints.any() => Ok(ReportFields {
            description,
            place,
            reporter,
        }),
        _ => Err(hints),
    }
}

/// Parses a message.
pub fn message(form: &Form) -> Result<Body, Hints> {
    let mut hints = Hints {
        name: name(form),
        ..Hints::default()
    };
    let body = parse_or_hint(Body::new(form.text("body")), "The message", &mut hints.text);
    body.filter(|_| !hints.any()).ok_or(hints)
}

fn reporter(form: &Form, hints: &mut Hints) -> Option<Reporter> {
    let name = optional(form, "reporter_name", Name::new, "The name", &mut hints.name);
    let contact = optional(form, "contact", Contact::new, "The contact", &mut hints.contact);
    (name.is_some() || contact.is_some()).then_some(Reporter { name, contact })
}

fn name(form: &Form) -> Option<String> {
    let mut problem = None;
    optional(form, "name", Name::new, "The name", &mut problem);
    problem
}

/// A field that may be left blank.
fn optional<T>(
    form: &Form,
    field: &str,
    parse: impl Fn(String) -> Result<T, TextError>,
    label: &str,
    problem: &mut Option<String>,
) -> Option<T> {
    match form.text(field).trim() {
        "" => None,
        _ => parse_or_hint(parse(form.text(field).to_owned()), label, problem),
    }
}

fn parse_or_hint<T>(parsed: Result<T, TextError>, label: &str, problem: &mut Option<String>) -> Option<T> {
    parsed.map_err(|error| *problem = Some(hint(label, error))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_needs_no_place() {
        let parsed = report(&Form::from([
            ("description", " The lift is stuck "),
            ("place", "  "),
        ]))
        .expect("fits");
        assert_eq!(
            parsed.description.as_str(),
            " The lift is stuck ",
            "blanks are retained"
        );
        assert_eq!(parsed.place, None);
    }

    #[test]
    fn each_invalid_field_gets_its_own_hint() {
        let long = &*"x".repeat(10_001);
        let hints = report(&Form::from([
            ("description", long),
            ("place", "a\nb"),
            ("name", long),
        ]))
        .expect_err("nothing fits");
        assert!(hints.text.expect("a hint").contains("10,001"));
        assert!(hints.place.is_some() && hints.name.is_some());
        let hints = message(&Form::from([("body", " \n ")])).expect_err("blank");
        assert!(hints.text.is_some() && hints.name.is_none());
    }
}
