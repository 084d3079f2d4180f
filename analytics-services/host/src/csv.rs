//! The figures of an analysis as CSV, for a spreadsheet.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// One row: its columns in the order of the service's JSON.
type Row = IndexMap<String, Value>;

/// The list in a service's answer (buckets, months, categories) as CSV with a header line.
pub(crate) fn table(answer: &str) -> anyhow::Result<Vec<u8>> {
    let fields: IndexMap<String, Box<RawValue>> = serde_json::from_str(answer)?;
    let rows = fields.values().find_map(|field| rows(field)).unwrap_or_default();
    let mut out = csv::Writer::from_writer(Vec::new());
    if let Some(first) = rows.first() {
        out.write_record(first.keys())?;
    }
    for row in &rows {
        out.write_record(row.values().map(cell))?;
    }
    Ok(out.into_inner()?)
}

fn rows(field: &RawValue) -> Option<Vec<Row>> {
    Vec::<Row>::deserialize(&mut serde_json::Deserializer::from_str(field.get())).ok()
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_in_the_order_of_the_services_json() {
        let answer = r#"{"months":[
            {"month":"2026-03","closed":2,"mean_seconds":90.5,"median_seconds":null},
            {"month":"2026-04","closed":0,"mean_seconds":null,"median_seconds":null}]}"#;
        let csv = String::from_utf8(table(answer).unwrap()).unwrap();
        assert_eq!(
            csv,
            "month,closed,mean_seconds,median_seconds\n2026-03,2,90.5,\n2026-04,0,,\n"
        );
    }

    #[test]
    fn fields_beside_the_list_are_left_out() {
        let answer = r#"{"count":3,"since":"a","until":"b","buckets":[{"from":"a","to":"b","count":3}]}"#;
        assert_eq!(table(answer).unwrap(), b"from,to,count\na,b,3\n");
        assert!(table("not JSON").is_err());
    }
}
