//! The analysis backlog as a service: how many tickets of a period are not closed, and how they spread over it.

mod backlog;
mod buckets;
mod finding;
mod panel;

fn main() -> anyhow::Result<()> {
    follower::run::<backlog::Backlog>()
}
