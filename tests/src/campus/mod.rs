//! A campus of real processes: laptops, their network, and what must be true of them in the end.

mod cable;
mod commands;
mod even;
mod given;
mod laptop;
mod model;
mod tasks;

pub use cable::{Cable, End, Flow};
pub use commands::Person;
pub use even::wait_until_even;
pub use given::{Given, assert_equal};
pub use laptop::Laptop;
pub use model::ShippedModel;
pub use tasks::{Answer, OnScreen, State, Task};
