//! What a search offers beside its results: a jump to a ticket's number, other views, another spelling.

use desk::{Anchor, Listing};
use store::StoreError;
use tickets::{Filter, Order, QueueRow, Role, search};
use ui::list::{Instead, OtherView};
use ui::queue::{QueueChoice, View};

use crate::Visit;

/// Larger counts are shown as "1,000+".
const MOST_COUNTED: usize = 1_000;

/// The ticket whose number is the whole search, from any view, if the caller may see it. A search with a `#` lists that
/// ticket anyway.
pub fn jump(visit: &dyn Visit, role: Role, query: &str) -> Result<Option<QueueRow>, StoreError> {
    let Some(reference) = search::reference(query).filter(|reference| !reference.explicit) else {
        return Ok(None);
    };
    let listing = Listing {
        filter: Filter {
            number: Some(reference.number),
            ..Filter::default()
        },
        order: Order::Newest,
        at: Anchor::Start,
        limit: 1,
    };
    Ok(visit.desk().rows(role, listing)?.items.pop())
}

/// What to try after a search that found nothing in the chosen view. Users have one view.
pub fn instead(
    visit: &dyn Visit,
    role: Role,
    search: &Filter,
    choice: &QueueChoice<'_>,
) -> Result<Instead, StoreError> {
    let all = visit.desk().count(role, search.clone(), MOST_COUNTED)?;
    if all == 0 {
        let zone = visit.managed().zone;
        let did_you_mean = visit.desk().did_you_mean(role, choice.query, &zone)?;
        return Ok(Instead {
            did_you_mean,
            ..Instead::default()
        });
    }
    let mut views = vec![offer(View::All, all)];
    let of_one_status = View::ALL.into_iter().filter(|view| view.status().is_some());
    for view in of_one_status.filter(|_| search.status.is_none()) {
        let filter = Filter {
            status: view.status(),
            ..search.clone()
        };
        let count = visit.desk().count(role, filter, MOST_COUNTED)?;
        if (1..all).contains(&count) {
            views.push(offer(view, count));
        }
    }
    Ok(Instead {
        views,
        did_you_mean: None,
    })
}

fn offer(view: View, count: usize) -> OtherView {
    OtherView {
        view,
        count: u64::try_from(count).unwrap_or(u64::MAX),
        is_more: count == MOST_COUNTED,
    }
}
