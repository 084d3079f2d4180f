//! The bytes of an answer that many laptops get: serialized and compressed once.

use std::io;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::blocking::blocking;
use crate::problem::{Answer, Problem};

/// Smaller answers are not compressed.
const COMPRESSED_FROM: usize = 1_024;

/// Zstandard's default: half the time of level 6 for nearly the same size.
const LEVEL: i32 = 3;

/// The bytes of an answer in JSON. Cheap to clone.
#[derive(Clone)]
pub enum Body {
    Plain(Bytes),
    Zstd(Bytes),
}

impl Body {
    pub fn of(value: &impl Serialize) -> io::Result<Self> {
        let json = serde_json::to_vec(value)?;
        Ok(if json.len() < COMPRESSED_FROM {
            Self::Plain(json.into())
        } else {
            Self::Zstd(zstd::bulk::compress(&json, LEVEL)?.into())
        })
    }

    /// Its size in memory.
    pub fn len(&self) -> usize {
        match self {
            Self::Plain(bytes) | Self::Zstd(bytes) => bytes.len(),
        }
    }

    /// The answer to a request with these headers. A client that does not accept Zstandard gets plain JSON. An answer that may
    /// be cached needs the header `Vary`.
    pub async fn respond(self, headers: &HeaderMap) -> Answer<Response> {
        let json = (CONTENT_TYPE, "application/json");
        let body = match self {
            Self::Plain(body) => return Ok(([json], body).into_response()),
            Self::Zstd(body) => body,
        };
        if accepts_zstd(headers) {
            return Ok(([json, (CONTENT_ENCODING, "zstd")], body).into_response());
        }
        let plain = blocking(move || zstd::stream::decode_all(&*body)).await?;
        let plain = plain.map_err(|error| Problem::unexpected(error.to_string()))?;
        Ok(([json], plain).into_response())
    }
}

fn accepts_zstd(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).into_iter();
    let mut codings = accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    codings.any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("zstd") && parts.next() != Some("q=0")
    })
}
