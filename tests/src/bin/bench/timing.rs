//! Repeated timing, and the rows of the table.

use std::time::{Duration, Instant};

use serde::Serialize;

/// The number of timed repetitions for each row.
pub const DRAWS: usize = 2_000;

/// The distribution of the times of one operation.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Times {
    /// The median, in milliseconds.
    pub p50_ms: f64,
    /// The 99th percentile, in milliseconds.
    pub p99_ms: f64,
    /// The number of repetitions.
    pub draws: usize,
}

/// Times an operation [`DRAWS`] times, after a short warm-up. The operation gets the number of the repetition.
pub fn times(mut draw: impl FnMut(usize)) -> Times {
    (0..DRAWS / 10).for_each(&mut draw);
    let spans = (0..DRAWS).map(|index| {
        let began = Instant::now();
        draw(index);
        began.elapsed()
    });
    of(spans.collect())
}

/// The distribution of these times (nearest rank).
pub fn of(mut spans: Vec<Duration>) -> Times {
    spans.sort_unstable();
    let rank = |share: f64| {
        let index = ((spans.len() as f64 * share).ceil() as usize).saturating_sub(1);
        spans
            .get(index)
            .map_or(f64::NAN, |span| span.as_secs_f64() * 1_000.0)
    };
    Times {
        p50_ms: rank(0.5),
        p99_ms: rank(0.99),
        draws: spans.len(),
    }
}

/// One row of the table.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured.
    pub what: &'static str,
    /// `None` for a rate or a size.
    pub times: Option<Times>,
    /// A rate or a size, with its unit.
    pub figure: Option<(f64, &'static str)>,
    /// The floor, measured in the same run and in the same unit.
    pub floor: Option<f64>,
    /// The goal.
    pub goal: &'static str,
}

impl Row {
    /// A row of times.
    pub fn timed(what: &'static str, times: Times, goal: &'static str) -> Self {
        Self {
            what,
            times: Some(times),
            figure: None,
            floor: None,
            goal,
        }
    }

    /// A row of one figure.
    pub fn figure(what: &'static str, figure: f64, unit: &'static str, goal: &'static str) -> Self {
        Self {
            what,
            times: None,
            figure: Some((figure, unit)),
            floor: None,
            goal,
        }
    }

    /// Adds the floor.
    pub fn over(self, floor: f64) -> Self {
        Self {
            floor: Some(floor),
            ..self
        }
    }

    /// A line of a Markdown table.
    pub fn markdown(&self) -> String {
        let (p50, p99, value) = match (self.times, self.figure) {
            (Some(times), _) => (
                format!("{:.3} ms", times.p50_ms),
                format!("{:.3} ms", times.p99_ms),
                times.p50_ms,
            ),
            (None, Some((figure, unit))) => (format!("{figure:.0} {unit}"), String::new(), figure),
            (None, None) => (String::new(), String::new(), f64::NAN),
        };
        let floor = self.floor.map(|floor| format!("{floor:.3}")).unwrap_or_default();
        let ratio = self
            .floor
            .map(|floor| format!("{:.2} x", value / floor))
            .unwrap_or_default();
        format!(
            "| {} | {p50} | {p99} | {floor} | {ratio} | {} |",
            self.what, self.goal
        )
    }
}

/// The head of the table.
pub const HEAD: &str = "| what | p50 | p99 | floor | ratio | to reach |\n|---|---|---|---|---|---|";
