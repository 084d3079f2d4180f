//! A rendered panel, parsed as HTML.

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

/// A rendered panel.
pub struct RenderedPanel(Html);

impl RenderedPanel {
    /// Parses a fragment.
    #[must_use]
    pub fn new(html: &str) -> Self {
        Self(Html::parse_fragment(html))
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).expect("a selector");
        self.0.select(&selector).collect()
    }

    /// The text of each selected element, with single blanks.
    #[must_use]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let text = |element: &ElementRef<'_>| {
            element
                .text()
                .flat_map(str::split_whitespace)
                .collect::<Vec<_>>()
                .join(" ")
        };
        self.all(selector).iter().map(text).collect()
    }

    /// Each `data-query` below the selected elements, with the text of its button.
    #[must_use]
    pub fn searches(&self, selector: &str) -> Vec<(String, String)> {
        let texts = self.texts(&format!("{selector} [data-query]"));
        let buttons = self.all(&format!("{selector} [data-query]")).into_iter();
        let queries = buttons.map(|button| {
            button
                .attr("data-query")
                .expect("the selector requires it")
                .to_owned()
        });
        queries.zip(texts).collect()
    }

    /// The option of the chart; `None` without a chart.
    #[must_use]
    pub fn option(&self) -> Option<Value> {
        self.option_in("article")
    }

    /// The option of the first chart within an element.
    #[must_use]
    pub fn option_in(&self, selector: &str) -> Option<Value> {
        let script = self
            .all(&format!("{selector} figure[data-chart] script.chart-option"))
            .first()?
            .inner_html();
        Some(serde_json::from_str(&script).expect("JSON"))
    }

    /// The value and the search of each bar of the chart.
    #[must_use]
    pub fn bars(&self) -> Vec<(Option<f64>, Option<String>)> {
        self.bars_in("article")
    }

    /// The value and the search of each bar of the first chart within an element.
    #[must_use]
    pub fn bars_in(&self, selector: &str) -> Vec<(Option<f64>, Option<String>)> {
        let option = self.option_in(selector).unwrap_or_default();
        let series = option["series"].as_array().cloned().unwrap_or_default();
        let bars = series.iter().filter(|series| series["type"] == "bar");
        let items = bars.flat_map(|bars| bars["data"].as_array().cloned().unwrap_or_default());
        items
            .map(|item| (item["value"].as_f64(), item["query"].as_str().map(str::to_owned)))
            .collect()
    }
}
