//! Converts a chart to an option of ECharts.

use charming::component::{Axis, Grid, Legend, Title};
use charming::datatype::DataPointItem;
use charming::element::{
    AxisLabel, AxisTick, AxisType, Color, ItemStyle, Label, LabelPosition, LineStyle, LineStyleType,
    SplitLine, Symbol, TextStyle, Tooltip, Trigger,
};
use charming::series;
use serde_json::{Value, json};
use ui::analysis::amount;

use super::{Bar, BarChart, BarSeries, Line};

/// The opacity of a pale bar.
const PALE: f64 = 0.4;

/// In pixels. With less, the letters of the names on the axis are cut.
const SPACE_BELOW: i32 = 8;

/// In pixels. Without it, the lines of a name overlap.
const LINE_HEIGHT: i32 = 16;

/// In a chart narrower than this, the legend has a second line. In pixels.
const NARROW: i32 = 480;

/// The height of a further line of the legend, in pixels.
const LEGEND_LINE: i32 = 26;

/// So many names have room beside each other.
const FEW_NAMES: usize = 14;

impl BarChart {
    /// The part of the option that charming has types for.
    pub(super) fn option(&self) -> charming::Chart {
        let (names, values) = (self.axis_of_names(), self.axis_of_values());
        let (x, y) = if self.horizontal {
            (values, names.inverse(true))
        } else {
            (names, values)
        };
        let mut chart = charming::Chart::new()
            .animation(false)
            .title(Title::new().show(false).text(&*self.finding))
            .tooltip(
                Tooltip::new()
                    .trigger(Trigger::Item)
                    .background_color("var(--raised)")
                    .border_color("var(--line)"),
            )
            .grid(
                Grid::new()
                    .left(0)
                    .right(if self.horizontal { 72 } else { 8 })
                    .top(self.space_above())
                    .bottom(SPACE_BELOW),
            )
            .x_axis(x)
            .y_axis(y);
        if self.needs_legend() {
            let text = TextStyle::new().color("var(--text)");
            chart = chart.legend(Legend::new().left(0).top(0).text_style(text));
        }
        let chart = self
            .bars
            .iter()
            .fold(chart, |chart, bars| chart.series(self.series(bars)));
        let chart = self
            .lines
            .iter()
            .fold(chart, |chart, line| chart.series(line.series()));
        if self.stacked {
            chart.series(self.totals())
        } else {
            chart
        }
    }

    /// A single series needs no legend. The labels of horizontal bars beside each other name the series.
    fn needs_legend(&self) -> bool {
        (self.stacked || !self.horizontal) && self.bars.len() + self.lines.len() > 1
    }

    fn space_above(&self) -> i32 {
        if self.needs_legend() { 44 } else { 20 }
    }

    fn axis_of_names(&self) -> Axis {
        Axis::new()
            .type_(AxisType::Category)
            .axis_label(AxisLabel::new().color("var(--quiet)"))
            .axis_tick(AxisTick::new().show(false))
    }

    fn axis_of_values(&self) -> Axis {
        Axis::new()
            .type_(AxisType::Value)
            .show(!self.horizontal)
            .min(0)
            .min_interval(1)
            .split_number(4)
            .axis_label(AxisLabel::new().color("var(--quiet)").formatter(self.unit))
            .split_line(SplitLine::new().line_style(LineStyle::new().color("var(--line)")))
    }

    fn series(&self, bars: &BarSeries) -> series::Bar {
        let label = self.label().show(!self.stacked);
        let series = series::Bar::new()
            .name(&*bars.name)
            .item_style(ItemStyle::new().color(bars.colour).border_radius(2))
            .label(label)
            .data(bars.bars.iter().map(Bar::item).collect::<Vec<_>>());
        if self.stacked { series.stack("all") } else { series }
    }

    /// Bars of no length at the ends of the stacks, with the totals as their labels.
    fn totals(&self) -> series::Bar {
        let total = |at| {
            let bars = self.bars.iter().filter_map(|series| series.bars.get(at));
            let total: f64 = bars.filter_map(|bar: &Bar| bar.value).sum();
            let label = if total > 0.0 { whole(total) } else { String::new() };
            DataPointItem::new(Some(0.0)).name(label)
        };
        series::Bar::new()
            .stack("all")
            .label(self.label())
            .data((0..self.names.len()).map(total).collect::<Vec<_>>())
    }

    fn label(&self) -> Label {
        let at = if self.horizontal {
            LabelPosition::Right
        } else {
            LabelPosition::Top
        };
        Label::new()
            .show(true)
            .position(at)
            .color("var(--text)")
            .formatter("{b}")
    }

    /// The part of the option that charming has no types for.
    pub(super) fn additions(&self) -> Value {
        let names = json!({
            "axisLine": { "lineStyle": { "color": "var(--line)" } },
            "axisLabel": self.axis_label(),
            "data": self.names(),
        });
        let bars = self.bars.iter().map(BarSeries::additions);
        let lines = self.lines.iter().map(Line::additions);
        let totals = self
            .stacked
            .then(|| json!({ "silent": true, "labelLayout": { "hideOverlap": true } }));
        let legend = self
            .needs_legend()
            .then(|| json!({ "selectedMode": !self.stacked, "itemWidth": 14, "itemGap": 12 }));
        let mut additions = json!({
            "textStyle": { "fontFamily": "var(--font)", "color": "var(--text)" },
            "aria": { "enabled": true, "label": { "description": self.finding } },
            "tooltip": { "renderMode": "richText", "confine": true, "textStyle": { "color": "var(--text)" } },
            "grid": [{ "outerBoundsMode": "same", "outerBoundsContain": "axisLabel" }],
            (if self.horizontal { "yAxis" } else { "xAxis" }): names,
            "series": bars.chain(lines).chain(totals).collect::<Value>(),
        });
        if let (Some(legend), Some(all)) = (legend, additions.as_object_mut()) {
            all.insert("legend".to_owned(), legend);
            all.insert("media".to_owned(), self.space_above_by_width());
        }
        additions
    }

    /// The legend wraps in a narrow chart: the bars begin below its second line.
    fn space_above_by_width(&self) -> Value {
        let top = |top: i32| json!({ "grid": [{ "top": top }] });
        let above = self.space_above();
        json!([
            { "query": { "maxWidth": NARROW - 1 }, "option": top(above + LEGEND_LINE) },
            { "query": { "minWidth": NARROW }, "option": top(above) },
        ])
    }

    /// Few names are all shown, if they do not overlap; of many, ECharts shows every second, third and so on.
    fn axis_label(&self) -> Value {
        if self.names.len() <= FEW_NAMES {
            json!({ "lineHeight": LINE_HEIGHT, "interval": 0, "hideOverlap": true })
        } else {
            json!({ "lineHeight": LINE_HEIGHT })
        }
    }

    /// The names on the axis. ECharts takes a style for a single name only in this form.
    fn names(&self) -> Value {
        let style = json!({ "color": "var(--quiet)", "fontSize": 10 });
        let name = |(at, name): (usize, &String)| {
            if self.uncertain.contains(&at) {
                json!({ "value": name, "textStyle": style })
            } else {
                json!(name)
            }
        };
        self.names.iter().enumerate().map(name).collect()
    }
}

/// A count as text: "1,234".
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the values of stacked bars are counts"
)]
fn whole(count: f64) -> String {
    amount(count as u64)
}

impl Bar {
    fn item(&self) -> DataPointItem {
        let style = ItemStyle::new().opacity(if self.pale { PALE } else { 1.0 });
        let style = match self.colour {
            Some(colour) => style.color(Color::from(colour)),
            None => style,
        };
        DataPointItem::new(self.value)
            .name(&*self.label)
            .item_style(style)
    }
}

impl BarSeries {
    fn additions(&self) -> Value {
        let item = |bar: &Bar| match &bar.query {
            Some(query) => json!({ "tooltip": { "formatter": bar.hint }, "query": query }),
            None => json!({ "tooltip": { "formatter": bar.hint } }),
        };
        json!({
            "barMaxWidth": 36,
            "label": { "opacity": 1 },
            "labelLayout": { "hideOverlap": true },
            "data": self.bars.iter().map(item).collect::<Value>(),
        })
    }
}

impl Line {
    fn series(&self) -> series::Line {
        let kind = if self.dashed {
            LineStyleType::Dashed
        } else {
            LineStyleType::Solid
        };
        let items = self.points.iter().map(|(value, _)| DataPointItem::new(*value));
        series::Line::new()
            .name(&*self.name)
            .symbol(Symbol::Circle)
            .symbol_size(5)
            .line_style(LineStyle::new().color(self.colour).width(1.5).type_(kind))
            .item_style(ItemStyle::new().color(self.colour))
            .data(items.collect::<Vec<_>>())
    }

    fn additions(&self) -> Value {
        let item = |(_, hint): &(Option<f64>, String)| json!({ "tooltip": { "formatter": hint } });
        json!({ "data": self.points.iter().map(item).collect::<Value>() })
    }
}
