//! The analysis backlog as a service: how many tickets of a period are not closed, and how they spread over it.

mod backlog;
mod buckets;

fn main() -> anyhow::Result<()> {
    follower::run::<backlog::Backlog>()
}
