//! The small integers that represent statuses, categories and roles in tables and filter words.

use tickets::{Category, CategoryBy, Role, Status};

/// A type whose values are stored as small integers.
pub trait Coded: Copy + PartialEq + 'static {
    /// The values, in the order of their codes. The order is part of the stored format.
    const VALUES: &'static [Self];

    /// The value's code: its index in [`Coded::VALUES`].
    fn code(self) -> i64 {
        let at = Self::VALUES.iter().position(|value| *value == self);
        at.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
    }

    /// The value of a code; `None` if no value has it.
    fn from_code(code: i64) -> Option<Self> {
        let at = usize::try_from(code).ok()?;
        Self::VALUES.get(at).copied()
    }
}

impl Coded for Status {
    const VALUES: &'static [Self] = &[Self::Open, Self::Active, Self::Closed];
}

impl Coded for Category {
    const VALUES: &'static [Self] = &[
        Self::FacilityManagement,
        Self::TechnicalIt,
        Self::ServicesComplaints,
    ];
}

impl Coded for CategoryBy {
    const VALUES: &'static [Self] = &[Self::Classifier, Self::Helpdesk];
}

impl Coded for Role {
    const VALUES: &'static [Self] = &[Self::User, Self::Helpdesk];
}
