//! Queries on a page.

use scraper::{ElementRef, Html, Selector};

/// A parsed page or fragment.
pub struct Page(Html);

impl Page {
    pub fn of(html: &str) -> Self {
        Self(Html::parse_document(html))
    }

    /// All elements that match.
    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.0.select(&Selector::parse(selector).unwrap()).collect()
    }

    /// The only element that matches; panics if there are more or none.
    pub fn one(&self, selector: &str) -> ElementRef<'_> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector} matches once in {}", self.0.html());
        found[0]
    }

    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// The text of the only element that matches, with white space as a browser shows it.
    pub fn text(&self, selector: &str) -> String {
        text(self.one(selector))
    }

    /// An attribute of the only element that matches.
    pub fn attr(&self, selector: &str, name: &str) -> Option<&str> {
        self.one(selector).attr(name)
    }
}

/// The text of an element, with white space as a browser shows it.
pub fn text(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
