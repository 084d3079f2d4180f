//! The analysis resolution-time as a service: how long tickets took, by the month in which they were opened.

mod month;
mod panel;
mod resolution_time;
mod spread;

fn main() -> anyhow::Result<()> {
    follower::run::<resolution_time::ResolutionTime>()
}
