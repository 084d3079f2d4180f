//! The helpdesk's page: the sidebar with its counts, the queue, the selected ticket.

use std::str::FromStr;

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
    /// Whether there are analyses.
    pub analyses: bool,
    /// The first page of the list.
    pub rows: Rows<'a>,
    /// The selected ticket.
    pub pane: Option<TicketPane<'a>>,
}

/// A view of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Open tickets.
    Open,
    /// Active tickets.
    Active,
    /// Tickets whose reporter waits for the helpdesk: nobody has answered yet, or the reporter wrote the last message.
    Waiting,
    /// Closed tickets.
    Closed,
    /// All tickets.
    #[default]
    All,
}

impl View {
    /// All views, in display order. The key of a view is its position, from 1.
    pub const ALL: [Self; 5] = [Self::Open, Self::Active, Self::Waiting, Self::Closed, Self::All];

    /// The status of the view's tickets, if they have one in common.
    #[must_use]
    pub const fn status(self) -> Option<Status> {
        match self {
            Self::Open => Some(Status::Open),
            Self::Active => Some(Status::Active),
            Self::Closed => Some(Status::Closed),
            Self::Waiting | Self::All => None,
        }
    }

    /// The view's name in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Active => "active",
            Self::Waiting => "waiting",
            Self::Closed => "closed",
            Self::All => "all",
        }
    }

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Active => "Active",
            Self::Waiting => "Waiting for us",
            Self::Closed => "Closed",
            Self::All => "All",
        }
    }
}

impl FromStr for View {
    type Err = UnknownView;

    fn from_str(name: &str) -> Result<Self, UnknownView> {
        let named = Self::ALL.into_iter().find(|view| view.as_str() == name);
        named.ok_or(UnknownView)
    }
}

/// There is no view of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownView;

impl QueuePage<'_> {
    fn is_chosen(&self, category: &Category) -> bool {
        self.choice.category == Some(*category)
    }
}

/// The filters and the order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueChoice<'a> {
    /// The view.
    pub view: View,
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
        let status = self.view.status().map_or("", Status::as_str);
        let waiting = match self.view {
            View::Waiting => " waiting for us",
            _ => "",
        };
        let category = self
            .category
            .map_or(String::new(), |c| format!(" in {}", c.title()));
        let unsure = if self.unsure { " marked “not sure”" } else { "" };
        format!("{status} tickets{waiting}{category}{unsure}")
            .trim_start()
            .to_owned()
    }
}

/// The counts of the sidebar, a partial swap for each. The views Closed and All have no count. The counts of categories
/// belong to the chosen view.
#[derive(Debug, Template)]
#[template(path = "queue/counts.html")]
pub struct QueueCounts<'a> {
    /// The counts of all tickets.
    pub counts: &'a Counts,
    /// The chosen view.
    pub view: View,
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
    /// The count of a view that shows work to do.
    fn view(&self, view: &View) -> Option<Count> {
        let count = match view {
            View::Open | View::Active => self.counts.of(view.status(), None, None),
            View::Waiting => self.counts.waiting(None, None),
            View::Closed | View::All => return None,
        };
        Some(Count {
            name: view.as_str(),
            count,
        })
    }

    fn category(&self, category: &Category) -> Count {
        Count {
            name: category.as_str(),
            count: self.in_view(Some(*category), None),
        }
    }

    fn not_sure(&self) -> Count {
        Count {
            name: "unsure",
            count: self.in_view(None, Some(false)),
        }
    }

    /// The number of tickets in the chosen view.
    fn in_view(&self, category: Option<Category>, sure: Option<bool>) -> u64 {
        match self.view {
            View::Waiting => self.counts.waiting(category, sure),
            view => self.counts.of(view.status(), category, sure),
        }
    }
}
