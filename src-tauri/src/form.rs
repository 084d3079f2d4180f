//! What a page sends: fields by name, all of them texts.

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
    /// The field `field` makes no sense.
    #[must_use]
    pub const fn of(field: &'static str) -> Self {
        Self { field }
    }
}

impl Form {
    /// A form with these fields.
    #[must_use]
    pub fn of<const N: usize>(fields: [(&str, String); N]) -> Self {
        Self(fields.map(|(name, text)| (name.to_owned(), text)).into())
    }

    /// Fills a field that the form does not have.
    pub fn fill(&mut self, field: &str, text: String) {
        self.0.entry(field.to_owned()).or_insert(text);
    }

    /// Leaves fields out.
    pub fn forget(&mut self, fields: &[&str]) {
        self.0.retain(|name, _| !fields.contains(&name.as_str()));
    }

    /// The form after a refusal. If its ids are taken, sent again it would be refused forever: it leaves out
    /// these fields, so that it gets new ones.
    #[must_use]
    pub fn to_send_again(&self, refusal: &Refusal, ids: &[&str]) -> Self {
        let mut form = self.clone();
        if matches!(refusal, Refusal::CommandReused | Refusal::TicketExists) {
            form.forget(ids);
        }
        form
    }

    /// A field as it was typed; empty if it is missing.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// Whether the form has the field at all.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// A field that must be there and be readable.
    ///
    /// # Errors
    /// [`FormError`] if it is not.
    pub fn need<T: FromStr>(&self, field: &'static str) -> Result<T, FormError> {
        self.text(field).parse().map_err(|_| FormError { field })
    }

    /// A field that may be missing or empty.
    ///
    /// # Errors
    /// [`FormError`] if it is there and cannot be read.
    pub fn may<T: FromStr>(&self, field: &'static str) -> Result<Option<T>, FormError> {
        match self.text(field) {
            "" => Ok(None),
            _ => self.need(field).map(Some),
        }
    }

    /// The ticket that the form is about.
    ///
    /// # Errors
    /// [`FormError`] if it names none.
    pub fn ticket(&self) -> Result<TicketId, FormError> {
        self.need("ticket")
    }

    /// The command that sending the form gives.
    ///
    /// # Errors
    /// [`FormError`] if it names none.
    pub fn command(&self) -> Result<CommandId, FormError> {
        self.need("command")
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

#[cfg(test)]
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
    fn a_form_whose_ids_are_taken_gets_new_ones_and_keeps_its_text() {
        let form = Form::from([("command", "c"), ("ticket", "t"), ("description", "It smokes")]);
        for taken in [Refusal::CommandReused, Refusal::TicketExists] {
            let again = form.to_send_again(&taken, &["command", "ticket"]);
            assert!(!again.has("command") && !again.has("ticket"));
            assert_eq!(again.text("description"), "It smokes");
        }
        let message = form.to_send_again(&Refusal::CommandReused, &["command"]);
        assert_eq!(message.text("ticket"), "t", "a message stays under its ticket");
        assert_eq!(form.to_send_again(&Refusal::NoSuchTicket, &["command"]), form);
    }

    #[test]
    fn fields_are_read_or_named() {
        let form = Form::from([("category", "technical-it"), ("ticket", "no id"), ("place", "")]);
        assert_eq!(form.need("category"), Ok(Category::TechnicalIt));
        assert_eq!(form.may::<Category>("missing"), Ok(None));
        assert_eq!(form.may::<Category>("place"), Ok(None));
        let error = form.ticket().expect_err("it is no id");
        assert!(error.to_string().contains("ticket"), "{error}");
        assert_eq!(form.text("missing"), "");
        assert!(form.has("place") && !form.has("missing"));
    }
}
