//! The progress bar of an import or export. It is on stderr, and hidden if stderr is not a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use store::csv::{Progress, Step};

const WITH_TOTAL: &str = "{spinner} {msg} [{bar:40}] {human_pos}/{human_len}";
const WITHOUT_TOTAL: &str = "{spinner} {msg} {human_pos}";

pub struct Bar {
    bar: ProgressBar,
    step: Option<Step>,
    writing: &'static str,
}

impl Bar {
    /// `writing` describes the step that writes the rows.
    pub fn new(writing: &'static str) -> Self {
        let bar = ProgressBar::no_length().with_style(style(WITHOUT_TOTAL));
        bar.enable_steady_tick(Duration::from_millis(100));
        Self {
            bar,
            step: None,
            writing,
        }
    }

    pub fn show(&mut self, progress: Progress) {
        if self.step.replace(progress.step) != Some(progress.step) {
            self.begin(progress);
        }
        self.bar.set_position(progress.done);
    }

    fn begin(&self, progress: Progress) {
        self.bar.set_message(match progress.step {
            Step::Reading => "reading",
            Step::Classifying => "classifying",
            Step::Writing => self.writing,
            Step::Merging => "merging the search index, page",
        });
        match progress.total {
            Some(total) => {
                self.bar.set_length(total);
                self.bar.set_style(style(WITH_TOTAL));
            }
            None => self.bar.set_style(style(WITHOUT_TOTAL)),
        }
    }

    pub fn clear(self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &'static str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
