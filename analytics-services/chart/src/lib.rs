//! Bar charts in the style of the pages: bars from zero, few lines, labels at the bars.

mod option;

use anyhow::Context;
use serde_json::Value;
use tickets::Category;
use ui::analysis::Chart;

/// A bar.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// The length; without a value, nothing is drawn.
    pub value: Option<f64>,
    /// The text at the end of the bar.
    pub label: String,
    /// The text of the tooltip.
    pub hint: String,
    /// The search for the bar's tickets.
    pub query: Option<String>,
    /// Whether the bar is drawn pale, for an uncertain value.
    pub pale: bool,
    /// The colour, if it differs from that of the series.
    pub colour: Option<&'static str>,
}

/// A series of bars, one for each name on the axis.
#[derive(Clone, Debug)]
pub struct BarSeries {
    /// The name in the legend.
    pub name: String,
    /// A CSS variable, like `var(--accent)`.
    pub colour: &'static str,
    /// In the order of the axis.
    pub bars: Vec<Bar>,
}

/// A line over the bars.
#[derive(Clone, Debug)]
pub struct Line {
    /// The name in the legend.
    pub name: String,
    /// A CSS variable, like `var(--quiet)`.
    pub colour: &'static str,
    /// Dashed instead of solid.
    pub dashed: bool,
    /// The value at each name on the axis, and the text of its tooltip.
    pub points: Vec<(Option<f64>, String)>,
}

/// The content of a chart.
#[derive(Clone, Debug)]
pub struct BarChart {
    /// The main result, as a sentence.
    pub finding: String,
    /// The names on the axis, one for each bar of a series.
    pub names: Vec<String>,
    /// The format of values on the other axis, like `{value} h`.
    pub unit: &'static str,
    /// Horizontal bars instead of vertical ones.
    pub horizontal: bool,
    /// Whether the bars of several series are stacked.
    pub stacked: bool,
    /// At least one.
    pub bars: Vec<BarSeries>,
    /// Lines over the bars.
    pub lines: Vec<Line>,
}

/// The CSS variable with the colour of a category; the page resolves it.
#[must_use]
pub const fn colour_of(category: Category) -> &'static str {
    match category {
        Category::FacilityManagement => "var(--facility)",
        Category::TechnicalIt => "var(--it)",
        Category::ServicesComplaints => "var(--services)",
    }
}

impl BarChart {
    /// The chart as an option of ECharts. It fails if the option cannot be written as JSON.
    pub fn draw(self) -> anyhow::Result<Chart> {
        let mut option = serde_json::to_value(self.option()).context("writing the chart")?;
        merge(&mut option, self.additions());
        Ok(Chart {
            finding: self.finding,
            option,
        })
    }
}

/// Merges `more` into a value: objects key by key, arrays item by item; other values are replaced.
fn merge(to: &mut Value, more: Value) {
    match (to, more) {
        (Value::Object(to), Value::Object(more)) => {
            more.into_iter()
                .for_each(|(key, more)| merge(to.entry(key).or_insert(Value::Null), more));
        }
        (Value::Array(to), Value::Array(more)) => {
            to.iter_mut().zip(more).for_each(|(to, more)| merge(to, more));
        }
        (to, more) => *to = more,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chart(bars: Vec<Bar>) -> BarChart {
        let names = bars.iter().map(|bar| bar.label.clone()).collect();
        BarChart {
            finding: "Two".to_owned(),
            names,
            unit: "{value}",
            horizontal: false,
            stacked: false,
            bars: vec![BarSeries {
                name: "Tickets".to_owned(),
                colour: "var(--it)",
                bars,
            }],
            lines: Vec::new(),
        }
    }

    #[test]
    fn a_bar_with_tickets_has_their_search_and_an_empty_bar_has_none() {
        let query = Some("status:open place:\"Hall B\"".to_owned());
        let full = Bar {
            value: Some(2.0),
            label: "2".to_owned(),
            query,
            ..Bar::default()
        };
        let option = chart(vec![full, Bar::default()]).draw().expect("a chart").option;
        let items = &option["series"][0]["data"];
        assert_eq!(
            (&items[0]["value"], &items[0]["query"]),
            (&json!(2.0), &json!("status:open place:\"Hall B\""))
        );
        assert_eq!(
            (&items[1]["value"], &items[1]["query"]),
            (&Value::Null, &Value::Null)
        );
    }

    #[test]
    fn the_axis_begins_at_zero_without_animation_or_html_tooltips() {
        let option = chart(vec![Bar::default()]).draw().expect("a chart").option;
        assert_eq!(
            (&option["yAxis"]["min"], &option["animation"]),
            (&json!(0), &json!(false))
        );
        assert_eq!(option["tooltip"]["renderMode"], "richText");
        assert_eq!(option["aria"]["label"]["description"], "Two");
        assert_eq!(option["grid"][0]["outerBoundsMode"], "same");
    }

    #[test]
    fn only_several_series_need_a_legend() {
        let one = chart(vec![Bar::default()]);
        let mut two = one.clone();
        two.bars.extend(one.bars.clone());
        assert_eq!(one.draw().expect("a chart").option["legend"], Value::Null);
        assert!(two.draw().expect("a chart").option["legend"].is_object());
    }
}
