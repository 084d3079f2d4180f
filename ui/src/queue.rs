//! The helpdesk's page: the sidebar with its counts, the queue, the selected ticket.

use crate::filters;
use askama::Template;
use askama::filters::HtmlSafe;
use tickets::{Category, Counts, Order, Role, Status};

use crate::classification::LearningNote;
use crate::entry::Header;
use crate::list::Rows;
use crate::ticket::TicketPane;

/// The whole page, into `#page`.
#[derive(Debug, Template)]
#[template(path = "queue/page.html")]
pub struct QueuePage<'a> {
    /// The bar at the top.
    pub header: Header,
    /// The filters and the order of the list.
    pub choice: QueueChoice<'a>,
    /// The counts in the sidebar.
    pub counts: QueueCounts<'a>,
    /// The state of training.
    pub learning: LearningNote<'a>,
    /// The first page of the list.
    pub rows: Rows<'a>,
    /// The selected ticket.
    pub pane: Option<TicketPane<'a>>,
}

impl QueuePage<'_> {
    fn is_chosen(&self, category: &Category) -> bool {
        self.choice.category == Some(*category)
    }
}

/// The filters and the order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueChoice<'a> {
    /// The status; `None` for all.
    pub view: Option<Status>,
    /// The category; `None` for all.
    pub category: Option<Category>,
    /// Only tickets with an unsure category.
    pub unsure: bool,
    /// The order of the list.
    pub order: Order,
    /// The search as typed.
    pub query: &'a str,
}

impl QueueChoice<'_> {
    /// The chosen tickets as text: "open tickets in Technical IT marked “not sure”".
    #[must_use]
    pub fn words(&self) -> String {
        let status = self.view.map_or("", Status::as_str);
        let category = self
            .category
            .map_or(String::new(), |c| format!(" in {}", c.title()));
        let unsure = if self.unsure { " marked “not sure”" } else { "" };
        format!("{status} tickets{category}{unsure}")
            .trim_start()
            .to_owned()
    }
}

/// The counts of the sidebar, a partial swap for each. The views Closed and All have no count.
#[derive(Debug, Template)]
#[template(path = "queue/counts.html")]
pub struct QueueCounts<'a> {
    /// The counts of all tickets.
    pub counts: &'a Counts,
}

impl HtmlSafe for QueueCounts<'_> {}

/// A count, `#count-NAME`.
#[derive(Debug, Template)]
#[template(
    source = r#"<span class="count" id="count-{{ name }}">{{ count|grouped }}</span>"#,
    ext = "html"
)]
struct Count {
    name: &'static str,
    count: u64,
}

impl HtmlSafe for Count {}

impl QueueCounts<'_> {
    fn open(&self) -> Count {
        Count {
            name: "open",
            count: self.counts.of(Some(Status::Open), None, None),
        }
    }

    fn active(&self) -> Count {
        Count {
            name: "active",
            count: self.counts.of(Some(Status::Active), None, None),
        }
    }

    fn category(&self, category: &Category) -> Count {
        Count {
            name: category.as_str(),
            count: self.unclosed(Some(*category), None),
        }
    }

    fn not_sure(&self) -> Count {
        Count {
            name: "unsure",
            count: self.unclosed(None, Some(false)),
        }
    }

    fn unclosed(&self, category: Option<Category>, sure: Option<bool>) -> u64 {
        self.counts.of(Some(Status::Open), category, sure)
            + self.counts.of(Some(Status::Active), category, sure)
    }
}
