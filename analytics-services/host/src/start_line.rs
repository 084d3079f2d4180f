//! The line that a service reads on stdin when it starts.

use serde::Serialize;

use crate::secret::Secret;

/// The part of the start line that all services share.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct StartLine<'a> {
    /// The base address of the desk's API, without `/api/v1`.
    pub api: &'a str,
    /// The API token of the role `service`.
    pub token: &'a str,
    /// The campus's time zone, like `Europe/Rome`.
    pub time_zone: &'a str,
}

impl StartLine<'_> {
    /// The whole line as JSON, without a line break.
    pub(crate) fn to_json(self, secret: &Secret) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            #[serde(flatten)]
            shared: StartLine<'a>,
            secret: &'a Secret,
        }
        serde_json::to_string(&Line { shared: self, secret }).unwrap_or_default()
    }
}
