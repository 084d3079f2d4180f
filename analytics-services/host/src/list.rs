//! The list of analyses: `analytics-services/services.txt`, which the bundler reads too.

use ui::analyses::AnalysisKind;

/// The analyses, in the order in which pages list them.
pub fn analyses() -> impl Iterator<Item = AnalysisKind<'static>> {
    let lines = include_str!("../../services.txt").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('|').map(str::trim);
        Some(AnalysisKind {
            name: columns.next()?,
            title: columns.next()?,
            all_time: columns.next()? == "any",
            question: columns.next()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn each_listed_service_has_a_folder() {
        let names: Vec<_> = analyses().map(|kind| kind.name).collect();
        assert!(names.len() >= 3, "{names:?}");
        for name in names {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
            assert!(folder.join("Cargo.toml").exists(), "{name}");
        }
    }
}
