//! Charts in the page's own manner: bars from zero, few lines, labels at the bars.

mod option;

use anyhow::Context;
use serde_json::Value;
use tickets::Category;
use ui::analysis::Chart;

/// A bar.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    /// How long it is; nothing is drawn where there is no value.
    pub value: Option<f64>,
    /// What stands at it.
    pub label: String,
    /// What is said when one points at it.
    pub hint: String,
    /// The search for its tickets.
    pub query: Option<String>,
    /// Whether it is uncertain.
    pub pale: bool,
    /// Its colour, if not that of its series.
    pub colour: Option<&'static str>,
}

/// Bars of one kind, one for each name on the axis.
#[derive(Clone, Debug)]
pub struct Bars {
    /// What they are.
    pub name: String,
    /// Their colour.
    pub colour: &'static str,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// A line over the bars.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// Its colour.
    pub colour: &'static str,
    /// Whether it is dashed.
    pub dashed: bool,
    /// Its height at each name on the axis, and what is said there.
    pub points: Vec<(Option<f64>, String)>,
}

/// A chart in the making.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it shows, as a sentence.
    pub finding: String,
    /// The names on the axis, one for each bar.
    pub names: Vec<String>,
    /// How values are written on the other axis, like `{value} h`.
    pub unit: &'static str,
    /// Whether bars lie, under each other, instead of standing.
    pub lying: bool,
    /// Whether bars of several kinds are put on top of each other.
    pub stacked: bool,
    /// Bars of one or more kinds.
    pub bars: Vec<Bars>,
    /// Lines over them.
    pub lines: Vec<Line>,
}

/// The colour of a category, for the page to fill in.
#[must_use]
pub const fn colour_of(category: Category) -> &'static str {
    match category {
        Category::FacilityManagement => "var(--facility)",
        Category::TechnicalIt => "var(--it)",
        Category::ServicesComplaints => "var(--services)",
    }
}

impl Plan {
    /// The chart.
    ///
    /// # Errors
    /// If the option can't be written as JSON.
    pub fn draw(self) -> anyhow::Result<Chart> {
        let mut option = serde_json::to_value(self.option()).context("writing the chart")?;
        add(&mut option, self.beyond_charming());
        Ok(Chart {
            finding: self.finding,
            option,
        })
    }
}

/// Puts more into a value: objects grow, arrays grow item by item, all else is replaced.
fn add(to: &mut Value, more: Value) {
    match (to, more) {
        (Value::Object(to), Value::Object(more)) => {
            more.into_iter()
                .for_each(|(key, more)| add(to.entry(key).or_insert(Value::Null), more));
        }
        (Value::Array(to), Value::Array(more)) => {
            to.iter_mut().zip(more).for_each(|(to, more)| add(to, more));
        }
        (to, more) => *to = more,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan(bars: Vec<Bar>) -> Plan {
        let names = bars.iter().map(|bar| bar.label.clone()).collect();
        Plan {
            finding: "Two".to_owned(),
            names,
            unit: "{value}",
            lying: false,
            stacked: false,
            bars: vec![Bars {
                name: "Tickets".to_owned(),
                colour: "var(--it)",
                bars,
            }],
            lines: Vec::new(),
        }
    }

    #[test]
    fn a_bar_carries_the_search_for_its_tickets_and_an_empty_one_none() {
        let query = Some("status:open place:\"Hall B\"".to_owned());
        let full = Bar {
            value: Some(2.0),
            label: "2".to_owned(),
            query,
            ..Bar::default()
        };
        let option = plan(vec![full, Bar::default()]).draw().expect("a chart").option;
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
    fn it_begins_at_zero_stands_still_and_has_no_hints_in_html() {
        let option = plan(vec![Bar::default()]).draw().expect("a chart").option;
        assert_eq!(
            (&option["yAxis"]["min"], &option["animation"]),
            (&json!(0), &json!(false))
        );
        assert_eq!(option["tooltip"]["renderMode"], "richText");
        assert_eq!(option["aria"]["label"]["description"], "Two");
        assert_eq!(option["grid"][0]["outerBoundsMode"], "same");
    }

    #[test]
    fn one_kind_of_bars_needs_no_legend() {
        let one = plan(vec![Bar::default()]);
        let mut two = one.clone();
        two.bars.extend(one.bars.clone());
        assert_eq!(one.draw().expect("a chart").option["legend"], Value::Null);
        assert!(two.draw().expect("a chart").option["legend"].is_object());
    }
}
