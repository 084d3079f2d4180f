//! The stories of the real window: clicked, typed, pressed and looked at.

mod roles;
