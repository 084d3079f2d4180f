//! The files of `ui/dist`, for a hub that serves them to browsers. A window embeds the folder itself.

/// A file of `ui/dist`.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Its path in `ui/dist`, for example `js/main.js`.
    pub path: &'static str,
    /// Its contents.
    pub bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));
