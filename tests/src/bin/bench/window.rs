//! The window: the time until its first list, and its memory.

use std::time::Duration;

use anyhow::{Context, Result};
use end_to_end::window::Laptop;

use crate::measured_desk::MeasuredDesk;
use crate::over_http::megabytes;
use crate::timing::{Row, of};

/// The number of starts.
const STARTS: usize = 7;

/// Opens the window on the measured desk: the time from the start of the process until the first list is on the page,
/// and the memory of the application's own process.
pub async fn rows(measured: &MeasuredDesk) -> Result<Vec<Row>> {
    let laptop = Laptop::of_the_helpdesk();
    measured.copy(&laptop.data())?;
    let mut spans = Vec::new();
    let mut memory: f64 = 0.0;
    for _ in 0..STARTS {
        let window = laptop.open().await;
        window.sees(".row", "#").await;
        spans.push(window.application().age().context("the application runs")?);
        // The services start after the list; include their cost in the application's memory.
        tokio::time::sleep(Duration::from_secs(3)).await;
        memory = memory.max(megabytes(window.application().0)?);
        window.kill();
    }
    Ok(vec![
        Row::timed("start until the first list is shown", of(spans), "1,000 ms"),
        Row::figure(
            "the application's own process: memory (RSS)",
            memory,
            "MB",
            "200 MB",
        ),
    ])
}
