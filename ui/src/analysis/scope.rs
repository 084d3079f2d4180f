//! The filters of a panel as text.

use tickets::Category;

use super::amount;

/// The chosen filters.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// The category; `None` for all.
    pub category: Option<Category>,
    /// The place; `None` for all.
    pub place: Option<&'a str>,
    /// The period of opening: "the last 48 hours"; `None` for all time.
    pub period: Option<String>,
}

impl Scope<'_> {
    /// A number of such tickets: "1 ticket", "41 Technical IT tickets at Hall B".
    #[must_use]
    pub fn count(&self, count: u64) -> String {
        let noun = if count == 1 { "ticket" } else { "tickets" };
        format!("{} {}", amount(count), self.of_kind(noun))
    }

    /// Such tickets: "tickets", "Technical IT tickets at Hall B".
    #[must_use]
    pub fn of_kind(&self, noun: &str) -> String {
        let category = self
            .category
            .map(|category| format!("{} ", category.title()))
            .unwrap_or_default();
        let place = self.place.map(|place| format!(" at {place}")).unwrap_or_default();
        format!("{category}{noun}{place}")
    }

    /// " opened in the last 48 hours"; empty for all time.
    #[must_use]
    pub fn opened(&self) -> String {
        let period = self.period.as_ref();
        period
            .map(|period| format!(" opened in {period}"))
            .unwrap_or_default()
    }
}
