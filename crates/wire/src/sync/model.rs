//! What the hub's classifier has learned.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tickets::Trial;
use utoipa::{IntoParams, ToSchema};

use crate::schema;

/// The query of `GET /sync/model`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ModelQuery {
    /// The version of the protocol.
    pub protocol: u32,
    /// The version of the model: [`Hello::model`](super::Hello::model).
    pub version: String,
}

/// The answer of `GET /sync/model`: the layer that the hub's classifier has learned over the shipped model. A laptop that
/// classifies with it predicts the category that the hub will assign. Without it, the laptop classifies with its own
/// model, and the hub's category replaces the prediction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModelLayer {
    /// The version of the model with the layer. Another layer has another version.
    pub version: String,
    /// The version of the shipped model that the layer belongs to. It is of no use over another model.
    pub shipped: String,
    /// The layer, as the classifier serializes it; in base64.
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    #[schema(value_type = String)]
    pub layer: Vec<u8>,
    /// When the hub adopted the layer. Older hubs leave it and the following fields out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted_at: Option<DateTime<Utc>>,
    /// The number of corrections and confirmations in its training data.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub corrections: u64,
    /// Its test before it was adopted.
    #[serde(default)]
    #[schema(schema_with = schema::trial)]
    pub trial: Trial,
}

impl ModelLayer {
    /// What separates the shipped model's version from the rest in the version of a model with a layer.
    pub const SEPARATOR: &str = "+campus-";

    /// The version of the shipped model under a model with this version; the version itself if it has no layer.
    #[must_use]
    pub fn shipped_of(version: &str) -> &str {
        version
            .split_once(Self::SEPARATOR)
            .map_or(version, |(shipped, _)| shipped)
    }

    /// The layer of a version that is of no use here, so that its bytes were not fetched.
    #[must_use]
    pub fn without_bytes(version: &str) -> Self {
        Self {
            version: version.to_owned(),
            shipped: Self::shipped_of(version).to_owned(),
            layer: Vec::new(),
            adopted_at: None,
            corrections: 0,
            trial: Trial::default(),
        }
    }
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    BASE64_STANDARD.encode(bytes).serialize(serializer)
}

fn from_base64<'de, D: Deserializer<'de>>(text: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(text)?;
    BASE64_STANDARD.decode(text).map_err(D::Error::custom)
}
