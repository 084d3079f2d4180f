//! The window itself: how soon it shows its first list, and how much memory it takes.

use std::time::Duration;

use anyhow::{Context, Result};
use end_to_end::window::Laptop;

use crate::made::Made;
use crate::over_http::megabytes;
use crate::sample::{Row, of};

/// How often the window is opened.
const STARTS: usize = 7;

/// Opens the window on the desk that was made: from the start of its process until a driver that asks all the
/// time sees the first list, and the memory that the shell's own process then takes.
pub async fn rows(made: &Made) -> Result<Vec<Row>> {
    let laptop = Laptop::of_the_helpdesk();
    made.copy(&laptop.data())?;
    let mut spans = Vec::new();
    let mut memory: f64 = 0.0;
    for _ in 0..STARTS {
        let window = laptop.open().await;
        window.sees(".row", "#").await;
        spans.push(window.application().age().context("the application runs")?);
        // The services begin after the list; what they cost the shell counts too.
        tokio::time::sleep(Duration::from_secs(3)).await;
        memory = memory.max(megabytes(window.application().0)?);
        window.kill();
    }
    Ok(vec![
        Row::timed("start until the first list is shown", of(spans), "1,000 ms"),
        Row::figure("the shell's own process: memory (RSS)", memory, "MB", "200 MB"),
    ])
}
