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
#[derive(Clone, Debug, Default)]
pub struct BarChart {
    /// The main result, as a sentence.
    pub finding: String,
    /// The names on the axis, one for each bar of a series. A name can have several lines.
    pub names: Vec<String>,
    /// The names of uncertain values, by their index: they are small and grey.
    pub uncertain: Vec<usize>,
    /// The format of values on the other axis, like `{value} h`. Horizontal bars have labels instead of that axis.
    pub unit: &'static str,
    /// Horizontal bars instead of vertical ones.
    pub horizontal: bool,
    /// Whether the bars of several series are stacked. Each stack has its total as a label.
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
            bars: vec![BarSeries {
                name: "Tickets".to_owned(),
                colour: "var(--it)",
                bars,
            }],
            ..BarChart::default()
        }
    }

    fn tickets(count: f64) -> Bar {
        Bar {
            value: Some(count),
            label: count.to_string(),
            ..Bar::default()
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
    fn the_names_on_the_axis_have_room_below_them() {
        let option = chart(vec![tickets(2.0)]).draw().expect("a chart").option;
        assert!(
            option["grid"][0]["bottom"].as_i64() >= Some(6),
            "{}",
            option["grid"]
        );
        let label = &option["xAxis"]["axisLabel"];
        assert_eq!(
            (&label["interval"], &label["lineHeight"]),
            (&json!(0), &json!(16))
        );
    }

    #[test]
    fn a_stack_has_its_total_as_a_label() {
        let mut two = chart(vec![tickets(2.0), Bar::default()]);
        two.bars.push(two.bars[0].clone());
        two.stacked = true;
        let option = two.draw().expect("a chart").option;
        let totals = &option["series"][2];
        assert_eq!(
            (&totals["data"][0]["name"], &totals["data"][1]["name"]),
            (&json!("4"), &json!(""))
        );
        assert_eq!(
            (&totals["label"]["show"], &totals["data"][0]["value"]),
            (&json!(true), &json!(0.0))
        );
        assert_eq!(totals["name"], Value::Null, "the legend does not list the totals");
        assert_eq!(
            option["legend"]["selectedMode"], false,
            "a hidden series would not change the totals"
        );
    }

    #[test]
    fn horizontal_bars_have_labels_instead_of_an_axis_of_values() {
        let mut one = chart(vec![tickets(2.0)]);
        one.horizontal = true;
        let option = one.draw().expect("a chart").option;
        assert_eq!(option["xAxis"]["show"], false);
        assert_eq!(option["series"][0]["label"]["show"], true);
    }

    #[test]
    fn the_name_of_an_uncertain_value_is_small_and_grey() {
        let mut two = chart(vec![tickets(2.0), tickets(50.0)]);
        two.uncertain = vec![0];
        let names = two.draw().expect("a chart").option["xAxis"]["data"].clone();
        assert_eq!(names[0]["value"], "2");
        assert_eq!(
            names[0]["textStyle"],
            json!({ "color": "var(--quiet)", "fontSize": 10 })
        );
        assert_eq!(names[1], "50");
    }

    #[test]
    fn only_several_series_need_a_legend() {
        let one = chart(vec![Bar::default()]);
        let mut two = one.clone();
        two.bars.extend(one.bars.clone());
        assert_eq!(one.draw().expect("a chart").option["legend"], Value::Null);
        assert!(two.draw().expect("a chart").option["legend"].is_object());
    }

    #[test]
    fn the_bars_begin_below_the_second_line_of_a_legend_in_a_narrow_chart() {
        let mut two = chart(vec![Bar::default()]);
        two.bars.extend(two.bars.clone());
        let option = two.draw().expect("a chart").option;
        let top = |width: &str| {
            let media = option["media"].as_array().into_iter().flatten();
            let mut at_width = media.filter(|media| !media["query"][width].is_null());
            at_width
                .next()
                .and_then(|media| media["option"]["grid"][0]["top"].as_i64())
        };
        assert_eq!((top("minWidth"), top("maxWidth")), (Some(44), Some(70)));
        let one = chart(vec![Bar::default()]).draw().expect("a chart").option;
        assert_eq!(
            one["media"],
            Value::Null,
            "without a legend the bars stay where they are"
        );
    }
}
