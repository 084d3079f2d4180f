//! The document and its files, from `ui/dist`.
//!
//! The names of the files contain a hash over all of them, so a browser keeps them for a year and never asks again; a new
//! version of the hub has new names. The document itself is asked for each time.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{LazyLock, OnceLock};

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

const DOCUMENT: &str = "index.html";

/// For files whose name changes with their contents.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The files, prepared at the first request.
static FILES: LazyLock<Files> = LazyLock::new(Files::prepare);

struct Files {
    version: String,
    by_path: HashMap<&'static str, File>,
}

struct File {
    kind: &'static str,
    bytes: Bytes,
    gzip: OnceLock<Option<Bytes>>,
}

/// `GET /`: the document.
pub async fn document(headers: HeaderMap) -> Response {
    FILES.answer(DOCUMENT, "no-cache", &headers)
}

/// `GET /assets/VERSION/PATH`: one of its files. The files of another version are not here.
pub async fn file(Path((version, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    if version == FILES.version {
        FILES.answer(&path, FOR_EVER, &headers)
    } else {
        missing()
    }
}

impl Files {
    fn prepare() -> Self {
        let mut hash = Sha256::new();
        for asset in ui::assets::ALL {
            hash.update(asset.path);
            hash.update(asset.bytes);
        }
        let hash = hash.finalize();
        let version: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let files = ui::assets::ALL.iter().map(|asset| {
            let bytes = match asset.path {
                DOCUMENT => with_versions(asset.bytes, &version),
                _ => Bytes::from_static(asset.bytes),
            };
            let file = File {
                kind: kind(asset.path),
                bytes,
                gzip: OnceLock::new(),
            };
            (asset.path, file)
        });
        Self {
            by_path: files.collect(),
            version,
        }
    }

    fn answer(&self, path: &str, caching: &'static str, headers: &HeaderMap) -> Response {
        let Some(file) = self.by_path.get(path) else {
            return missing();
        };
        let tag = format!("\"{}\"", self.version);
        let known = headers.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
        let is_known = known.is_some_and(|tags| tags.contains(&tag));
        let mut answer = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            file.answer(headers)
        };
        let all = answer.headers_mut();
        all.extend(HeaderValue::try_from(tag).map(|tag| (ETAG, tag)));
        all.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
        all.insert(VARY, HeaderValue::from_static("accept-encoding"));
        answer
    }
}

impl File {
    fn answer(&self, headers: &HeaderMap) -> Response {
        let kind = [(CONTENT_TYPE, self.kind)];
        let gzip = accepts_gzip(headers)
            .then(|| self.gzip.get_or_init(|| compress(&self.bytes)).clone())
            .flatten();
        match gzip {
            Some(gzip) => (kind, [(CONTENT_ENCODING, "gzip")], gzip).into_response(),
            None => (kind, self.bytes.clone()).into_response(),
        }
    }
}

/// The document with the names of the files of this version.
fn with_versions(document: &[u8], version: &str) -> Bytes {
    let mut text = String::from_utf8_lossy(document).into_owned();
    for asset in ui::assets::ALL {
        let path = asset.path;
        text = text.replace(&format!("\"/{path}\""), &format!("\"/assets/{version}/{path}\""));
    }
    text.into()
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter();
    let encodings = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    encodings
        .map(|encoding| encoding.replace(' ', ""))
        .any(|encoding| {
            let (name, weight) = encoding.split_once(";q=").unwrap_or((&encoding, "1"));
            name.eq_ignore_ascii_case("gzip") && weight.parse().is_ok_and(|weight: f32| weight > 0.0)
        })
}

fn compress(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_used_only_if_the_browser_accepts_it() {
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("gzip; q=0", false),
            ("br", false),
            ("", false),
        ] {
            let headers = [(ACCEPT_ENCODING, accepted.parse().unwrap())]
                .into_iter()
                .collect();
            assert_eq!(accepts_gzip(&headers), expected, "{accepted}");
        }
    }
}
