//! The fields that a page sends, as texts by name.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;
use thiserror::Error;
use tickets::{CommandId, Refusal, TicketId};

/// The fields of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Form(BTreeMap<String, String>);

/// A form that no page of this version sends.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the field “{field}” of the form is missing or makes no sense")]
pub struct FormError {
    field: &'static str,
}

impl FormError {
    /// The error for the invalid field `field`.
    #[must_use]
    pub const fn of(field: &'static str) -> Self {
        Self { field }
    }
}

impl Form {
    /// Adds a field, unless the form has it.
    pub fn fill(&mut self, field: &str, text: String) {
        self.0.entry(field.to_owned()).or_insert(text);
    }

    /// Removes fields.
    pub fn remove(&mut self, fields: &[&str]) {
        self.0.retain(|name, _| !fields.contains(&name.as_str()));
    }

    /// The form after a refusal. If its ids were used before, sending it again would be refused forever: it is
    /// returned without the fields `ids`, so that it gets new ones.
    #[must_use]
    pub fn to_send_again(&self, refusal: &Refusal, ids: &[&str]) -> Self {
        let mut form = self.clone();
        if matches!(refusal, Refusal::CommandReused | Refusal::TicketExists) {
            form.remove(ids);
        }
        form
    }

    /// A field as it was typed; empty if it is missing.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// Whether the form has the field, even if it is empty.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// Parses a required field.
    pub fn required<T: FromStr>(&self, field: &'static str) -> Result<T, FormError> {
        self.text(field).parse().map_err(|_| FormError { field })
    }

    /// Parses an optional field: `None` if it is missing or empty, an error if it is invalid.
    pub fn optional<T: FromStr>(&self, field: &'static str) -> Result<Option<T>, FormError> {
        match self.text(field) {
            "" => Ok(None),
            _ => self.required(field).map(Some),
        }
    }

    /// The ticket that the form is about.
    pub fn ticket(&self) -> Result<TicketId, FormError> {
        self.required("ticket")
    }

    /// The id of the command that the form sends.
    pub fn command(&self) -> Result<CommandId, FormError> {
        self.required("command")
    }
}

impl From<BTreeMap<String, String>> for Form {
    fn from(fields: BTreeMap<String, String>) -> Self {
        Self(fields)
    }
}

impl From<Form> for BTreeMap<String, String> {
    fn from(form: Form) -> Self {
        form.0
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Form {
    fn from(fields: [(&str, &str); N]) -> Self {
        Self(
            fields
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .into(),
        )
    }
}

#[cfg(test)]
mod tests {
    use tickets::Category;

    use super::*;

    #[test]
    fn a_form_whose_ids_were_used_before_loses_them_and_retains_its_text() {
        let form = Form::from([("command", "c"), ("ticket", "t"), ("description", "It smokes")]);
        for used_before in [Refusal::CommandReused, Refusal::TicketExists] {
            let again = form.to_send_again(&used_before, &["command", "ticket"]);
            assert!(!again.has("command") && !again.has("ticket"));
            assert_eq!(again.text("description"), "It smokes");
        }
        let message = form.to_send_again(&Refusal::CommandReused, &["command"]);
        assert_eq!(message.text("ticket"), "t", "a message stays under its ticket");
        assert_eq!(form.to_send_again(&Refusal::NoSuchTicket, &["command"]), form);
    }

    #[test]
    fn an_invalid_field_is_named_in_the_error() {
        let form = Form::from([
            ("category", "technical-it"),
            ("ticket", "not an id"),
            ("place", ""),
        ]);
        assert_eq!(form.required("category"), Ok(Category::TechnicalIt));
        assert_eq!(form.optional::<Category>("missing"), Ok(None));
        assert_eq!(form.optional::<Category>("place"), Ok(None));
        let error = form.ticket().expect_err("not an id");
        assert!(error.to_string().contains("ticket"), "{error}");
        assert_eq!(form.text("missing"), "");
        assert!(form.has("place") && !form.has("missing"));
    }
}
