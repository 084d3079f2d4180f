//! The feed as replicas read it.

use store::StoreError;
use tickets::Role;
use uuid::Uuid;
use wire::sync::{ChangesQuery, Page, Reset, ResetReason, Scope};

use super::to_wire;
use crate::Desk;

/// The maximum number of positions in a page, if the laptop does not ask for fewer.
pub const DEFAULT_LIMIT: usize = 2_000;

/// The distance from the head beyond which a replica of unclosed tickets reads from 0 instead.
pub const FAR: u64 = 50_000;

/// Why a query has no page.
#[derive(Clone, Debug, PartialEq)]
pub enum NotRead {
    /// The laptop's position does not exist on this desk.
    Reset(Reset),
    /// The role may not read the scope.
    Forbidden,
}

/// The scope that a role reads; `None` if the role may not read the scope that it asks for.
#[must_use]
pub fn scope_for(role: Role, asked: Option<Scope>) -> Option<Scope> {
    match (role, asked) {
        (Role::User, Some(Scope::All)) => None,
        (Role::User, _) => Some(Scope::Unclosed),
        (Role::Helpdesk, asked) => Some(asked.unwrap_or(Scope::All)),
    }
}

impl Desk {
    /// The answer of `GET /sync/changes` for a laptop whose key has `role`, without a wait.
    pub fn page_for(&self, role: Role, query: &ChangesQuery) -> Result<Result<Page, NotRead>, StoreError> {
        let Some(scope) = scope_for(role, query.scope) else {
            return Ok(Err(NotRead::Forbidden));
        };
        if let Some(reset) = self.check_position(scope, query) {
            return Ok(Err(NotRead::Reset(reset)));
        }
        for (number, mark) in query.numbers() {
            if let Some(reset) = self.check_number(number, mark)? {
                return Ok(Err(NotRead::Reset(reset)));
            }
        }
        let limit = query.limit.and_then(|limit| usize::try_from(limit).ok());
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        self.page(role, scope, query.after, query.fresh, limit).map(Ok)
    }

    /// Whether this desk's feed has got as far as a number, with the mark that a laptop knows.
    pub fn check_number(&self, number: u64, mark: Option<Uuid>) -> Result<Option<Reset>, StoreError> {
        if self.is_ahead(number)? {
            return Ok(Some(self.reset(ResetReason::Ahead)));
        }
        Ok(self.check_mark(mark, self.mark_at(number)?))
    }

    /// Whether a position is beyond the end of the feed. A reader may see a change just before [`Desk::feed`] announces it, so
    /// that the store is asked before the answer is yes.
    pub fn is_ahead(&self, after: u64) -> Result<bool, StoreError> {
        Ok(after > *self.feed().borrow() && self.store.changes(after, 1)?.next < after)
    }

    /// Whether a laptop follows this desk, and is not too far behind. Reads nothing.
    #[must_use]
    pub fn check_position(&self, scope: Scope, query: &ChangesQuery) -> Option<Reset> {
        let head = *self.feed().borrow();
        let first_sync = query.after < query.fresh;
        if query.desk != self.generation() {
            return Some(self.reset(ResetReason::Generation));
        }
        let behind = head.saturating_sub(query.after);
        let far = scope == Scope::Unclosed && query.after > 0 && !first_sync && behind > FAR;
        far.then(|| self.reset(ResetReason::Far))
    }

    /// Whether a laptop's mark of a number is the desk's `own`. A number without a mark is not compared.
    #[must_use]
    pub fn check_mark(&self, theirs: Option<Uuid>, own: Option<Uuid>) -> Option<Reset> {
        let fork = matches!((theirs, own), (Some(theirs), Some(own)) if theirs != own);
        fork.then(|| self.reset(ResetReason::Fork))
    }

    /// A page of the feed in a scope, as `role` may see it. `fresh` is that of [`ChangesQuery::fresh`].
    pub fn page(
        &self,
        role: Role,
        scope: Scope,
        after: u64,
        fresh: u64,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let (mut changes, closed, head) = match scope {
            Scope::Unclosed => {
                let unclosed = self.store.unclosed_changes(after, fresh, limit)?;
                (unclosed.changes, unclosed.closed, unclosed.head)
            }
            Scope::All => {
                let changes = self.store.changes(after, limit)?;
                let head = (*self.feed().borrow()).max(changes.next);
                (changes, Vec::new(), head)
            }
        };
        if role == Role::User {
            for line in &mut changes.history {
                line.entry.remove_contact();
            }
        }
        Ok(to_wire::page(changes, closed, head, self.now()))
    }

    /// The answer to a laptop whose position does not exist.
    #[must_use]
    pub fn reset(&self, reason: ResetReason) -> Reset {
        Reset {
            reset: reason.into(),
            desk: self.generation(),
            head: *self.feed().borrow(),
        }
    }
}
