//! Values that this version of the program cannot read.

use serde_json::{Map, Value};
use uuid::Uuid;

/// The ids of a value, by the names of their fields. Nothing else of it is stored: it may be a text that the hub removes later,
/// and the feed is read again when a newer version can read it.
pub fn ids(json: &str) -> String {
    let value = serde_json::from_str(json).unwrap_or_default();
    let Value::Object(fields) = value else {
        return String::new();
    };
    let is_id = |value: &Value| value.as_str().is_some_and(|text| Uuid::parse_str(text).is_ok());
    let ids: Map<_, _> = fields.into_iter().filter(|(_, value)| is_id(value)).collect();
    Value::Object(ids).to_string()
}
