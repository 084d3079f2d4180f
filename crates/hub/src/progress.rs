//! The progress bar of an import or export. It is on stderr, and hidden if stderr is not a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use store::csv::{Progress, Step};

pub struct Bar {
    bar: ProgressBar,
    step: Option<Step>,
    verbs: [&'static str; 3],
}

impl Bar {
    /// The `verbs` describe the three steps: reading, classifying and writing rows.
    pub fn new(verbs: [&'static str; 3]) -> Self {
        let bar = ProgressBar::no_length().with_style(style("{spinner} {msg} {human_pos}"));
        bar.enable_steady_tick(Duration::from_millis(100));
        Self {
            bar,
            step: None,
            verbs,
        }
    }

    pub fn show(&mut self, progress: Progress) {
        if self.step.replace(progress.step) != Some(progress.step) {
            self.begin(progress);
        }
        self.bar.set_position(progress.done);
    }

    fn begin(&self, progress: Progress) {
        let [reading, classifying, writing] = self.verbs;
        self.bar.set_message(match progress.step {
            Step::Reading => reading,
            Step::Classifying => classifying,
            Step::Writing => writing,
        });
        if let Some(total) = progress.total {
            self.bar.set_length(total);
            self.bar
                .set_style(style("{spinner} {msg} [{bar:40}] {human_pos}/{human_len}"));
        }
    }

    pub fn clear(self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &'static str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
