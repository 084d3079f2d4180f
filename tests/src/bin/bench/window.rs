//! The window itself: how soon it shows its first list, and how much memory it takes.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use end_to_end::window::Laptop;

use crate::over_http::megabytes;
use crate::sample::{Row, of};

/// How often the window is opened.
const STARTS: usize = 7;

/// Opens the window on the desk in `file`: from the start of its driver until the first list is on the
/// screen, and the memory that the shell's own process then takes.
pub async fn rows(file: &Path) -> Result<Vec<Row>> {
    let laptop = Laptop::of_the_helpdesk();
    std::fs::create_dir_all(laptop.data())?;
    std::fs::copy(file, laptop.desk()).context("copying the desk")?;
    let mut spans = Vec::new();
    let mut memory: f64 = 0.0;
    for _ in 0..STARTS {
        let begun = Instant::now();
        let window = laptop.open().await;
        window.sees(".row", "#").await;
        spans.push(begun.elapsed());
        // The services begin after the list; what they cost the shell counts too.
        tokio::time::sleep(Duration::from_secs(3)).await;
        memory = memory.max(megabytes(window.application().0)?);
        window.kill();
    }
    Ok(vec![
        Row::timed(
            "start until the first list is shown (with the driver's own start)",
            of(spans),
            "1,000 ms",
        ),
        Row::figure("the shell's own process: memory (RSS)", memory, "MB", "200 MB"),
    ])
}
