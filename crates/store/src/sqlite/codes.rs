//! The small integers that stand for statuses, categories and roles in the tables.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use tickets::{Category, CategoryBy, Role, Status};

/// A value kept as its code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Code<T>(pub T);

/// Something that is kept as a small integer.
pub(super) trait Coded: Copy + PartialEq + 'static {
    /// The values, in the order of their codes.
    const VALUES: &'static [Self];

    /// The value's code.
    fn code(self) -> i64 {
        let at = Self::VALUES.iter().position(|value| *value == self);
        at.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
    }
}

impl Coded for Status {
    const VALUES: &'static [Self] = &Self::ALL;
}

impl Coded for Category {
    const VALUES: &'static [Self] = &Self::ALL;
}

impl Coded for CategoryBy {
    const VALUES: &'static [Self] = &[Self::Classifier, Self::Helpdesk];
}

impl Coded for Role {
    const VALUES: &'static [Self] = &[Self::User, Self::Helpdesk];
}

impl<T: Coded> ToSql for Code<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.code().into())
    }
}

impl<T: Coded> FromSql for Code<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = value.as_i64()?;
        let found = usize::try_from(code).ok().and_then(|at| T::VALUES.get(at));
        found
            .map(|value| Self(*value))
            .ok_or(FromSqlError::OutOfRange(code))
    }
}
