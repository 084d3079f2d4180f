//! A panel as the page gets it, read as HTML.

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

/// A panel.
pub struct Drawn(Html);

impl Drawn {
    /// Reads a panel.
    #[must_use]
    pub fn new(html: &str) -> Self {
        Self(Html::parse_fragment(html))
    }

    fn all(&self, what: &str) -> Vec<ElementRef<'_>> {
        let what = Selector::parse(what).expect("a selector");
        self.0.select(&what).collect()
    }

    /// The words of all such elements.
    #[must_use]
    pub fn words(&self, what: &str) -> Vec<String> {
        let words = |element: &ElementRef<'_>| {
            element
                .text()
                .flat_map(str::split_whitespace)
                .collect::<Vec<_>>()
                .join(" ")
        };
        self.all(what).iter().map(words).collect()
    }

    /// The searches that stand in `data-query`, each with the words of its button.
    #[must_use]
    pub fn searches(&self, what: &str) -> Vec<(String, String)> {
        let words = self.words(&format!("{what} [data-query]"));
        let buttons = self.all(&format!("{what} [data-query]")).into_iter();
        let queries = buttons.map(|button| button.attr("data-query").expect("selected by it").to_owned());
        queries.zip(words).collect()
    }

    /// The option of its chart; none if it draws none.
    #[must_use]
    pub fn option(&self) -> Option<Value> {
        let script = self
            .all("figure[data-chart] script.chart-option")
            .first()?
            .inner_html();
        Some(serde_json::from_str(&script).expect("JSON"))
    }

    /// All bars of its chart: their values and searches.
    #[must_use]
    pub fn bars(&self) -> Vec<(Option<f64>, Option<String>)> {
        let option = self.option().unwrap_or_default();
        let series = option["series"].as_array().cloned().unwrap_or_default();
        let bars = series.iter().filter(|series| series["type"] == "bar");
        let items = bars.flat_map(|bars| bars["data"].as_array().cloned().unwrap_or_default());
        items
            .map(|item| (item["value"].as_f64(), item["query"].as_str().map(str::to_owned)))
            .collect()
    }
}
