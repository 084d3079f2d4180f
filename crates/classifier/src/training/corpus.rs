//! Reads labelled texts: the corpus's folders, and CSV files to measure with.

use std::fs;
use std::path::{Path, PathBuf};

use tickets::Category;

use super::TrainingError;

/// A labelled text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The report's text.
    pub text: String,
    /// The right category.
    pub category: Category,
    /// The corpus's theme (`facility-management/heating`), or the slice of a CSV file.
    pub theme: String,
}

impl Text {
    /// The category's index in `Category::ALL`.
    #[must_use]
    pub fn label(&self) -> usize {
        Category::ALL
            .iter()
            .position(|c| *c == self.category)
            .unwrap_or(0)
    }
}

/// All texts under `folder`: `CATEGORY/THEME.txt`, one text per line; lines that begin with `#` are comments.
///
/// # Errors
/// A file could not be read, or a folder's name is not a category.
pub fn read_corpus(folder: &Path) -> Result<Vec<Text>, TrainingError> {
    let mut texts = Vec::new();
    for path in entries(folder)?.iter().filter(|path| path.is_dir()) {
        let category: Category = stem(path).parse().map_err(|problem| input(path, &problem))?;
        for file in entries(path)? {
            let lines = fs::read_to_string(&file).map_err(|problem| input(&file, &problem))?;
            let theme = format!("{category}/{}", stem(&file));
            texts.extend(
                lines
                    .lines()
                    .map(str::trim)
                    .filter(|line| !line.is_empty() && !line.starts_with('#'))
                    .map(|line| Text {
                        text: line.to_owned(),
                        category,
                        theme: theme.clone(),
                    }),
            );
        }
    }
    Ok(texts)
}

/// The texts of a CSV file with the columns text, category and slice.
///
/// # Errors
/// The file could not be read, or a row has an unknown category.
pub fn labelled_csv(path: &Path) -> Result<Vec<Text>, TrainingError> {
    let mut reader = csv::Reader::from_path(path).map_err(|problem| input(path, &problem))?;
    reader
        .deserialize()
        .map(|row| {
            let (text, category, theme): (String, Category, String) =
                row.map_err(|problem| input(path, &problem))?;
            Ok(Text {
                text,
                category,
                theme,
            })
        })
        .collect()
}

/// The entries of a folder in alphabetical order, the same on every machine.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, TrainingError> {
    let entries = fs::read_dir(folder).map_err(|problem| input(folder, &problem))?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| {
            entry
                .map(|entry| entry.path())
                .map_err(|problem| input(folder, &problem))
        })
        .collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

pub(super) fn input(path: &Path, problem: &impl ToString) -> TrainingError {
    TrainingError::Input {
        path: path.display().to_string(),
        problem: problem.to_string(),
    }
}
