//! Which tickets a panel is about, in words.

use tickets::Category;

use super::amount;

/// The filters that were chosen.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// Only this category.
    pub category: Option<Category>,
    /// Only this place.
    pub place: Option<&'a str>,
    /// Only those opened in this period: "the last 48 hours".
    pub period: Option<String>,
}

impl Scope<'_> {
    /// Such tickets, counted: "1 ticket", "41 Technical IT tickets at Hall B".
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

    /// " opened in the last 48 hours", or nothing.
    #[must_use]
    pub fn opened(&self) -> String {
        let period = self.period.as_ref();
        period
            .map(|period| format!(" opened in {period}"))
            .unwrap_or_default()
    }
}
