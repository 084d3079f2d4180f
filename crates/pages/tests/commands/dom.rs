//! Asks a fragment what it shows.

use scraper::{Html, Selector};

/// A parsed answer. The content of a partial swap is part of it.
pub struct Page(Html);

impl Page {
    pub fn of(html: &str) -> Self {
        Self(Html::parse_fragment(html))
    }

    pub fn count(&self, selector: &str) -> usize {
        self.0.select(&Selector::parse(selector).unwrap()).count()
    }

    pub fn has(&self, selector: &str) -> bool {
        self.count(selector) > 0
    }

    /// The text of the first element that matches, with single blanks.
    pub fn text(&self, selector: &str) -> String {
        let element = self.0.select(&Selector::parse(selector).unwrap()).next();
        let element = element.unwrap_or_else(|| panic!("no {selector} in {}", self.0.html()));
        let text: String = element.text().collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// An attribute of the first element that matches.
    pub fn attr(&self, selector: &str, name: &str) -> String {
        let element = self.0.select(&Selector::parse(selector).unwrap()).next();
        let element = element.unwrap_or_else(|| panic!("no {selector} in {}", self.0.html()));
        element.attr(name).unwrap_or_default().to_owned()
    }

    /// The value of a form's field: an input's `value`, or the text in a text area.
    pub fn field(&self, form: &str, name: &str) -> String {
        let area = format!("{form} textarea[name={name}]");
        match self.has(&area) {
            true => self.text(&area),
            false => self.attr(&format!("{form} input[name={name}]"), "value"),
        }
    }
}
