//! Imports and exports of CSV files.
#![expect(clippy::unwrap_used, reason = "a test reports failures by panicking")]

mod exports;
mod imports;
mod place;
mod refused_files;
mod round_trips;
