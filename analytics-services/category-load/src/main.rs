//! The analysis category-load as a service: how many tickets each category has open and active.

mod category_load;
mod panel;

fn main() -> anyhow::Result<()> {
    follower::run::<category_load::CategoryLoad>()
}
