//! How well tickets are classified: the classifier's categories compared with the helpdesk's, and the models trained on
//! the helpdesk's corrections.

use chrono::{DateTime, Utc};
use enum_map::EnumMap;
use serde::{Deserialize, Serialize};

use crate::{Category, CategoryBy, Status, Ticket, views::matching};

impl Ticket {
    /// The classifier's category, if the helpdesk has reviewed the ticket: closed it, or corrected or confirmed its
    /// category. `None` for a ticket that is not reviewed yet or that the classifier did not classify.
    #[must_use]
    pub fn reviewed_category(&self) -> Option<Category> {
        let reviewed = self.status == Status::Closed || self.category_by == CategoryBy::Helpdesk;
        let assignment = self.assignment.as_ref().filter(|_| reviewed);
        assignment.map(|assignment| assignment.category)
    }
}

/// The confusion matrix of the reviewed tickets: the number of tickets for each pair of the classifier's category and
/// the right category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confusions {
    cells: EnumMap<Category, EnumMap<Category, u64>>,
}

/// The number of right answers among a number of tickets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The number of right answers.
    pub right: u64,
    /// The number of tickets.
    pub of: u64,
}

impl Share {
    /// The share in percent; `None` if there are no tickets.
    #[must_use]
    pub fn percent(self) -> Option<f64> {
        (self.of > 0).then(|| 100.0 * self.right as f64 / self.of as f64)
    }
}

impl Confusions {
    /// Adds `count` tickets that were classified as `classified` and belong to `category`.
    pub fn add(&mut self, classified: Category, category: Category, count: u64) {
        self.cells[classified][category] += count;
    }

    /// The number of tickets; `None` matches any category.
    #[must_use]
    pub fn of(&self, classified: Option<Category>, category: Option<Category>) -> u64 {
        let rows = matching(&self.cells, classified);
        rows.flat_map(|row| matching(row, category)).sum()
    }

    /// Of the tickets classified as `category`, the tickets that belong to it.
    #[must_use]
    pub fn precision(&self, category: Category) -> Share {
        Share {
            right: self.of(Some(category), Some(category)),
            of: self.of(Some(category), None),
        }
    }

    /// Of the tickets that belong to `category`, the tickets classified as such.
    #[must_use]
    pub fn recall(&self, category: Category) -> Share {
        Share {
            right: self.of(Some(category), Some(category)),
            of: self.of(None, Some(category)),
        }
    }

    /// Of all tickets, the tickets classified correctly.
    #[must_use]
    pub fn accuracy(&self) -> Share {
        let right = Category::ALL.map(|category| self.of(Some(category), Some(category)));
        Share {
            right: right.iter().sum(),
            of: self.of(None, None),
        }
    }
}

/// The evaluation of a model against the shipped model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Texts of the shipped themes that were held out of training.
    pub themes: RightAnswers,
    /// Corrections and confirmations, each classified by a model that was not trained on it (cross-validation).
    pub corrections: RightAnswers,
    /// The number of confirmations among them: the helpdesk chose the automatic category.
    #[serde(default)]
    pub confirmed: u64,
}

/// The right answers of two models for the same texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightAnswers {
    /// The number of texts.
    pub of: u64,
    /// Right answers of the shipped model.
    pub before: u64,
    /// Right answers of the new model.
    pub after: u64,
}

/// A model that was trained on this desk and adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelVersion {
    /// The name, stored with each assignment.
    pub version: String,
    /// The version of the shipped model that this model extends. It cannot be combined with another shipped model.
    pub base: String,
    /// When the model was last put in use.
    pub adopted_at: DateTime<Utc>,
    /// The number of corrections and confirmations in its training data.
    pub corrections: u64,
    /// Its evaluation before it was adopted.
    pub trial: Trial,
}

/// The result of training the desk's model once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// When the training ended.
    pub at: DateTime<Utc>,
    /// The number of corrections and confirmations in the training data.
    pub corrections: u64,
    /// Whether the new model is used.
    pub outcome: Outcome,
}

/// Whether a newly trained model is used. The names in JSON are those of databases of version 0.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// The new model is used.
    #[serde(rename = "taken")]
    Adopted(Trial),
    /// The new model is discarded, because it has fewer right answers than the shipped model.
    #[serde(rename = "dropped")]
    Rejected(Trial),
    /// There are too few corrections to train on.
    TooFew,
}

#[cfg(test)]
mod tests {
    use super::Category::{FacilityManagement, ServicesComplaints, TechnicalIt};
    use super::*;

    #[test]
    fn precision_and_recall_count_the_tickets_of_a_category() {
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

    #[test]
    fn a_trial_of_the_first_release_is_read() {
        let answers = r#"{"of":3,"before":1,"after":2}"#;
        let json = format!(r#"{{"themes":{answers},"corrections":{answers}}}"#);
        let trial: Trial = serde_json::from_str(&json).expect("it has no number of confirmations");
        assert_eq!((trial.corrections.of, trial.confirmed), (3, 0));
    }

    #[test]
    fn an_outcome_is_stored_under_the_names_of_the_first_release() {
        let answers = RightAnswers {
            of: 3,
            before: 1,
            after: 2,
        };
        let trial = Trial {
            themes: answers,
            corrections: answers,
            confirmed: 0,
        };
        for (outcome, name) in [
            (Outcome::Adopted(trial), "taken"),
            (Outcome::Rejected(trial), "dropped"),
            (Outcome::TooFew, "too-few"),
        ] {
            let json = serde_json::to_value(outcome).expect("an outcome is JSON");
            assert_eq!(json["outcome"], name);
        }
    }
}
