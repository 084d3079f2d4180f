//! The format of model files.
//!
//! ```text
//! "CDESKMDL"  format u32  checksum u64 (FNV-1a of all that follows)
//! version (u32 length, UTF-8)  temperature f64  sure-from f64
//! meaning, wording, campus: scale f32, count u32, rows (hash u32, rarity u16, scores 3 x i16), in order of hash
//! ```
//! A campus layer is a file of its own: "CDESKLAY", format and checksum as above, the version of the shipped model
//! that it was trained over, its own version, and the table `campus`.
//!
//! Numbers are little-endian. A changed format gets a new number, so that older programs reject it by name.

use super::table::Row;
use super::{BadModel, Model, Table};
use crate::features::{FNV_OFFSET, fnv1a};

const MAGIC: &[u8] = b"CDESKMDL";
const LAYER: &[u8] = b"CDESKLAY";
const FORMAT: u32 = 1;

/// Valid temperatures. Fitted ones are far from both ends.
const TEMPERATURES: std::ops::RangeInclusive<f64> = 1e-3..=1e3;

impl Model {
    /// Serialises the model.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        put_text(&mut body, &self.version);
        for number in [self.temperature, self.sure_from] {
            body.extend(number.to_le_bytes());
        }
        put_table(&mut body, &self.meaning);
        put_table(&mut body, &self.wording);
        put_table(&mut body, &self.campus);
        sealed(MAGIC, body)
    }

    /// Parses a model file. Never panics, whatever the bytes are.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadModel> {
        let mut rest = unsealed(MAGIC, bytes)?;
        let version = rest.text()?;
        let (temperature, sure_from) = (rest.f64()?, rest.f64()?);
        let model = Self {
            version,
            temperature,
            sure_from,
            meaning: rest.table()?,
            wording: rest.table()?,
            campus: rest.table()?,
        };
        let whole = rest.0.is_empty() && model.is_sound();
        whole.then_some(model).ok_or(BadModel::Damaged)
    }

    /// Whether all results will be finite numbers. The checksum detects damage, but a file made by another program may
    /// have a right checksum and invalid values.
    fn is_sound(&self) -> bool {
        TEMPERATURES.contains(&self.temperature)
            && (0.0..=1.0).contains(&self.sure_from)
            && [&self.meaning, &self.wording, &self.campus]
                .into_iter()
                .all(Table::is_sound)
    }

    /// Serialises the campus layer with the version of the shipped model that it was trained over.
    pub fn layer_to_bytes(&self, base: &str) -> Vec<u8> {
        let mut body = Vec::new();
        put_text(&mut body, base);
        put_text(&mut body, &self.version);
        put_table(&mut body, &self.campus);
        sealed(LAYER, body)
    }

    /// Parses the version and the table of a campus layer over the model `base`. Never panics, whatever the bytes are.
    pub fn layer_from_bytes(bytes: &[u8], base: &str) -> Result<(String, Table), BadModel> {
        let mut rest = unsealed(LAYER, bytes)?;
        let learned_over = rest.text()?;
        if learned_over != base {
            return Err(BadModel::OtherBase(learned_over));
        }
        let (version, campus) = (rest.text()?, rest.table()?);
        let whole = rest.0.is_empty() && campus.is_sound();
        whole.then_some((version, campus)).ok_or(BadModel::Damaged)
    }
}

/// A body with magic bytes, format and checksum.
fn sealed(magic: &[u8], body: Vec<u8>) -> Vec<u8> {
    let mut bytes = magic.to_vec();
    bytes.extend(FORMAT.to_le_bytes());
    bytes.extend(fnv1a(FNV_OFFSET, &body).to_le_bytes());
    bytes.extend(body);
    bytes
}

/// The body, if magic bytes, format and checksum are right.
fn unsealed<'a>(magic: &[u8], bytes: &'a [u8]) -> Result<Bytes<'a>, BadModel> {
    let rest = bytes.strip_prefix(magic).ok_or(BadModel::Foreign)?;
    let mut rest = Bytes(rest);
    let format = rest.u32()?;
    if format != FORMAT {
        return Err(BadModel::OtherFormat(format));
    }
    let checksum = rest.u64()?;
    if fnv1a(FNV_OFFSET, rest.0) != checksum {
        return Err(BadModel::Damaged);
    }
    Ok(rest)
}

fn put_text(body: &mut Vec<u8>, text: &str) {
    put_length(body, text.len());
    body.extend(text.as_bytes());
}

fn put_length(body: &mut Vec<u8>, length: usize) {
    body.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_table(body: &mut Vec<u8>, table: &Table) {
    body.extend(table.scale().to_le_bytes());
    put_length(body, table.rows().len());
    for row in table.rows() {
        body.extend(row.hash.to_le_bytes());
        body.extend(row.rarity.to_le_bytes());
        for score in row.scores {
            body.extend(score.to_le_bytes());
        }
    }
}

/// The bytes that are not parsed yet.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], BadModel> {
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(BadModel::Damaged)?;
        self.0 = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BadModel> {
        self.take(N)?.try_into().map_err(|_| BadModel::Damaged)
    }

    fn u32(&mut self) -> Result<u32, BadModel> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, BadModel> {
        self.array().map(u64::from_le_bytes)
    }

    fn f64(&mut self) -> Result<f64, BadModel> {
        self.array().map(f64::from_le_bytes)
    }

    fn length(&mut self) -> Result<usize, BadModel> {
        usize::try_from(self.u32()?).map_err(|_| BadModel::Damaged)
    }

    fn text(&mut self) -> Result<String, BadModel> {
        let length = self.length()?;
        String::from_utf8(self.take(length)?.to_vec()).map_err(|_| BadModel::Damaged)
    }

    fn table(&mut self) -> Result<Table, BadModel> {
        let scale = self.array().map(f32::from_le_bytes)?;
        let count = self.length()?;
        let rows = self.take(count.checked_mul(12).ok_or(BadModel::Damaged)?)?;
        let rows = rows.chunks_exact(12).filter_map(row).collect();
        Ok(Table::from_rows(scale, rows))
    }
}

fn row(bytes: &[u8]) -> Option<Row> {
    let mut bytes = Bytes(bytes);
    Some(Row {
        hash: bytes.u32().ok()?,
        rarity: bytes.array().map(u16::from_le_bytes).ok()?,
        scores: [
            bytes.array().map(i16::from_le_bytes).ok()?,
            bytes.array().map(i16::from_le_bytes).ok()?,
            bytes.array().map(i16::from_le_bytes).ok()?,
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entry;

    fn small() -> Model {
        let entry = |score| Entry {
            rarity: 1.0,
            scores: [score, 0.0, -score],
        };
        Model {
            version: "test-1".to_owned(),
            meaning: Table::new(vec![(3, entry(1.0)), (0xdead_beef, entry(-2.0))]),
            wording: Table::new(vec![(4, entry(0.5))]),
            campus: Table::new(vec![(5, entry(0.25))]),
            temperature: 1.5,
            sure_from: 0.7,
        }
    }

    #[test]
    fn a_model_survives_writing_and_reading() {
        assert_eq!(Model::from_bytes(&small().to_bytes()), Ok(small()));
    }

    #[test]
    fn any_changed_or_missing_byte_is_detected() {
        let whole = small().to_bytes();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x20;
            assert!(Model::from_bytes(&damaged).is_err(), "byte {at}");
            assert!(Model::from_bytes(&whole[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_layer_loads_over_its_own_shipped_model_only() {
        let layer = small().layer_to_bytes("shipped-1");
        let read = Model::layer_from_bytes(&layer, "shipped-1");
        assert_eq!(read, Ok(("test-1".to_owned(), small().campus)));
        let other = Model::layer_from_bytes(&layer, "shipped-2");
        assert_eq!(other, Err(BadModel::OtherBase("shipped-1".to_owned())));
        for at in 0..layer.len() {
            let mut damaged = layer.clone();
            damaged[at] ^= 0x20;
            assert!(
                Model::layer_from_bytes(&damaged, "shipped-1").is_err(),
                "byte {at}"
            );
            assert!(
                Model::layer_from_bytes(&layer[..at], "shipped-1").is_err(),
                "cut at {at}"
            );
        }
        assert_eq!(Model::from_bytes(&layer), Err(BadModel::Foreign));
    }

    /// Another program may have made it: a checksum does not protect from that.
    #[test]
    fn a_layer_with_a_right_checksum_and_invalid_values_is_damaged() {
        let with_scale = |scale: f32, rest: &[u8]| {
            let mut body = Vec::new();
            put_text(&mut body, "shipped-1");
            put_text(&mut body, "test-1");
            body.extend(scale.to_le_bytes());
            put_length(&mut body, 0);
            body.extend(rest);
            Model::layer_from_bytes(&sealed(LAYER, body), "shipped-1")
        };
        assert!(with_scale(1.0, b"").is_ok());
        for (scale, rest) in [(f32::NAN, ""), (f32::INFINITY, ""), (-1.0, ""), (1.0, "more")] {
            let read = with_scale(scale, rest.as_bytes());
            assert_eq!(read, Err(BadModel::Damaged), "{scale} {rest}");
        }
    }

    #[test]
    fn a_foreign_file_and_a_newer_format_have_different_errors() {
        assert_eq!(Model::from_bytes(b"%PDF-1.7"), Err(BadModel::Foreign));
        let mut newer = small().to_bytes();
        newer[8] = 9;
        assert_eq!(Model::from_bytes(&newer), Err(BadModel::OtherFormat(9)));
    }
}
