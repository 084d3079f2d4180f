//! How well tickets are classified: what the classifier said beside what the helpdesk says, and the models that were
//! learned from the difference.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Category, CategoryBy, Status, Ticket};

impl Ticket {
    /// What the classifier said, if the helpdesk has looked at it: closed the ticket, or corrected or confirmed its
    /// category. Nobody can be right or wrong before.
    #[must_use]
    pub fn judged(&self) -> Option<Category> {
        let looked_at = self.status == Status::Closed || self.category_by == CategoryBy::Helpdesk;
        let said = self.assignment.as_ref().filter(|_| looked_at);
        said.map(|assignment| assignment.category)
    }
}

/// How many of the tickets that the helpdesk has looked at the classifier classified under one category, and belong
/// to another (or the same).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confusions {
    cells: [[u64; 3]; 3],
}

/// Right ones among all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The right ones.
    pub right: u64,
    /// All that it stands on.
    pub of: u64,
}

impl Share {
    /// The share in percent; nothing can be said of none.
    #[must_use]
    pub fn percent(self) -> Option<f64> {
        (self.of > 0).then(|| 100.0 * self.right as f64 / self.of as f64)
    }
}

impl Confusions {
    /// Adds tickets that were classified under `classified` and belong to `category`.
    pub fn add(&mut self, classified: Category, category: Category, count: u64) {
        for (row, cells) in Category::ALL.iter().zip(&mut self.cells) {
            for (column, cell) in Category::ALL.iter().zip(cells) {
                if (*row, *column) == (classified, category) {
                    *cell += count;
                }
            }
        }
    }

    /// How many there are; `None` stands for any.
    #[must_use]
    pub fn of(&self, classified: Option<Category>, category: Option<Category>) -> u64 {
        let mut sum = 0;
        for (row, cells) in Category::ALL.iter().zip(&self.cells) {
            for (column, cell) in Category::ALL.iter().zip(cells) {
                let wanted =
                    classified.is_none_or(|only| only == *row) && category.is_none_or(|only| only == *column);
                sum += if wanted { *cell } else { 0 };
            }
        }
        sum
    }

    /// Of those classified under a category, those that belong there.
    #[must_use]
    pub fn precision(&self, category: Category) -> Share {
        Share {
            right: self.of(Some(category), Some(category)),
            of: self.of(Some(category), None),
        }
    }

    /// Of those that belong to a category, those classified there.
    #[must_use]
    pub fn recall(&self, category: Category) -> Share {
        Share {
            right: self.of(Some(category), Some(category)),
            of: self.of(None, Some(category)),
        }
    }

    /// Of all, those classified where they belong.
    #[must_use]
    pub fn accuracy(&self) -> Share {
        let right = Category::ALL.map(|category| self.of(Some(category), Some(category)));
        Share {
            right: right.iter().sum(),
            of: self.of(None, None),
        }
    }
}

/// How a model did where it was tried: right answers of the shipped model, and with what was learned here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Texts of the shipped themes that were kept out of training.
    pub themes: RightAnswers,
    /// Corrections, each classified by a model that had not seen it.
    pub corrections: RightAnswers,
}

/// Right answers among `of` texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightAnswers {
    /// How many texts.
    pub of: u64,
    /// Right answers of the shipped model.
    pub before: u64,
    /// Right answers with what was learned.
    pub after: u64,
}

/// A model that was learned here and taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelVersion {
    /// Its name, stored with each assignment.
    pub version: String,
    /// The shipped model that it stands on. Over another it means nothing.
    pub base: String,
    /// When it was last taken.
    pub taken_at: DateTime<Utc>,
    /// How many corrections it was learned from.
    pub corrections: u64,
    /// How it did when it was tried.
    pub trial: Trial,
}

/// The last time that the desk learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// When.
    pub at: DateTime<Utc>,
    /// From how many corrections.
    pub corrections: u64,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of learning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// A new model was taken.
    Taken(Trial),
    /// It would have been worse somewhere, and was dropped.
    Dropped(Trial),
    /// There were too few corrections to learn from.
    TooFew,
}

#[cfg(test)]
mod tests {
    use super::Category::{FacilityManagement, ServicesComplaints, TechnicalIt};
    use super::*;

    #[test]
    fn precision_and_recall_say_what_they_stand_on() {
        let mut confusions = Confusions::default();
        confusions.add(TechnicalIt, TechnicalIt, 6);
        confusions.add(TechnicalIt, FacilityManagement, 2);
        confusions.add(FacilityManagement, FacilityManagement, 3);
        confusions.add(ServicesComplaints, TechnicalIt, 1);
        let share = |right, of| Share { right, of };
        assert_eq!(confusions.precision(TechnicalIt), share(6, 8));
        assert_eq!(confusions.recall(TechnicalIt), share(6, 7));
        assert_eq!(confusions.precision(ServicesComplaints), share(0, 1));
        assert_eq!(confusions.recall(ServicesComplaints).percent(), None);
        assert_eq!(confusions.accuracy(), share(9, 12));
        assert_eq!(confusions.accuracy().percent(), Some(75.0));
    }
}
