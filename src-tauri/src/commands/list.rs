//! Lists of tickets: a user's, and the helpdesk's queue.

use std::collections::HashSet;

use store::{Anchor, Listing, Page};
use tauri::State;
use tickets::{Category, Order, QueueRow, Role, Status, TicketId, search};
use ui::list::Rows;
use ui::queue::{QueueChoice, QueueCounts, QueuePage};
use ui::{Fragment, WallClock};

use super::{Answer, classification, helpdesk_only, work};
use crate::failure::CommandError;
use crate::form::{Form, FormError};
use crate::shell::Shell;

/// Rows of a page, unless the page asks for another number.
const PAGE: usize = 50;

/// The most rows that are on a page at once.
const MOST: usize = 300;

/// The open and active tickets, as a user sees them.
#[tauri::command]
pub async fn user_list(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| Ok(user(shell, &form)?.rows().html())).await
}

/// The helpdesk's page: with what it showed last, or what the form chooses.
#[tauri::command]
pub async fn queue(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| {
        helpdesk_only(shell)?;
        if form.has("view") {
            shell.set_last_queue(form);
        }
        queue_page(shell)
    })
    .await
}

/// A page of the queue's rows.
#[tauri::command]
pub async fn queue_rows(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| {
        helpdesk_only(shell)?;
        let choice = choice(shell, &form)?;
        let rows = queued(shell, &form, &choice)?.rows().html();
        shell.set_last_queue(form);
        Ok(rows)
    })
    .await
}

/// The figures beside the queue.
#[tauri::command]
pub async fn queue_counts(shell: State<'_, Shell>) -> Answer {
    work(shell, |shell| {
        helpdesk_only(shell)?;
        let counts = shell.desk.counts()?;
        Ok(QueueCounts { counts: &counts }.html())
    })
    .await
}

/// A list that was read, with all that its rows need to be drawn.
pub struct List {
    role: Role,
    page: Page<QueueRow>,
    closing: HashSet<TicketId>,
    selected: Option<TicketId>,
    query: String,
    hints: Vec<String>,
    what: String,
    clock: WallClock,
}

impl List {
    /// The rows as they are drawn.
    pub fn rows(&self) -> Rows<'_> {
        Rows {
            role: self.role,
            rows: &self.page.items,
            before: self.page.before.map(|cursor| cursor.to_string()),
            after: self.page.after.map(|cursor| cursor.to_string()),
            selected: self.selected,
            closing: &self.closing,
            query: &self.query,
            hints: &self.hints,
            what: &self.what,
            clock: self.clock,
        }
    }
}

/// A user's list: newest first.
pub fn user(shell: &Shell, form: &Form) -> Result<List, CommandError> {
    read(
        shell,
        Role::User,
        form,
        &QueueChoice {
            view: None,
            query: form.text("q"),
            ..QueueChoice::default()
        },
        "open and active tickets".to_owned(),
    )
}

fn queued(shell: &Shell, form: &Form, choice: &QueueChoice<'_>) -> Result<List, CommandError> {
    read(shell, Role::Helpdesk, form, choice, choice.words())
}

/// The helpdesk's page, with what it showed last in this run. The analyses are started once it is on screen.
pub fn queue_page(shell: &Shell) -> Answer {
    let form = shell.last_queue();
    let choice = choice(shell, &form)?;
    let (list, counts) = (queued(shell, &form, &choice)?, shell.desk.counts()?);
    let learning = shell.desk.learning_state()?;
    shell.start_sidecars_soon();
    let page = QueuePage {
        header: shell.header(Role::Helpdesk),
        choice,
        counts: QueueCounts { counts: &counts },
        learning: classification::note(&learning, shell.clock()),
        rows: list.rows(),
        pane: None,
    };
    Ok(page.html())
}

/// What the form says that the queue shall show. A new order is remembered.
fn choice<'a>(shell: &Shell, form: &'a Form) -> Result<QueueChoice<'a>, CommandError> {
    if let Some(order) = form.may::<Order>("order")? {
        shell.remembered.set_order(order);
    }
    Ok(QueueChoice {
        view: match form.text("view") {
            "all" => None,
            "" => Some(Status::Open),
            _ => Some(form.need("view")?),
        },
        category: form.may::<Category>("category")?,
        unsure: form.text("sure") == "no",
        order: shell.remembered.order(),
        query: form.text("q"),
    })
}

fn read(
    shell: &Shell,
    role: Role,
    form: &Form,
    choice: &QueueChoice<'_>,
    what: String,
) -> Result<List, CommandError> {
    let (mut filter, hints) = search::parse_while_typing(choice.query, &shell.settings.time_zone().value);
    filter.status = filter.status.or(choice.view);
    filter.category = filter.category.or(choice.category);
    if choice.unsure {
        filter.sure = Some(false);
    }
    let listing = Listing {
        filter,
        order: choice.order,
        at: anchor(form)?,
        limit: form.may("rows")?.unwrap_or(PAGE).clamp(1, MOST),
    };
    Ok(List {
        role,
        page: shell.desk.rows(role, listing)?,
        closing: shell.closing.pending().tickets().into_iter().collect(),
        selected: form.may("ticket")?,
        query: choice.query.to_owned(),
        hints: hints.iter().map(ToString::to_string).collect(),
        what,
        clock: shell.clock(),
    })
}

/// Where the page stands: `start`, `end`, `from:CURSOR`, `after:CURSOR`, `before:CURSOR`, `around:TICKET`.
fn anchor(form: &Form) -> Result<Anchor, FormError> {
    let at = form.text("at");
    let (side, place) = at.split_once(':').unwrap_or((at, ""));
    let wrong = |_| FormError::of("at");
    Ok(match side {
        "" | "start" => Anchor::Start,
        "end" => Anchor::End,
        "from" => Anchor::From(place.parse().map_err(wrong)?),
        "after" => Anchor::After(place.parse().map_err(wrong)?),
        "before" => Anchor::Before(place.parse().map_err(wrong)?),
        "around" => Anchor::Around(place.parse().map_err(|_| FormError::of("at"))?),
        _ => return Err(FormError::of("at")),
    })
}

#[cfg(test)]
mod tests {
    use store::Cursor;

    use super::*;

    #[test]
    fn an_anchor_is_read_or_refused() {
        let at = |text: &str| anchor(&Form::from([("at", text)]));
        assert_eq!(at(""), Ok(Anchor::Start));
        assert_eq!(at("end"), Ok(Anchor::End));
        assert_eq!(at("after:12.3"), Ok(Anchor::After(Cursor { key: 12, row: 3 })));
        assert_eq!(at("from:12.3"), Ok(Anchor::From(Cursor { key: 12, row: 3 })));
        assert_eq!(at("before:-5.3"), Ok(Anchor::Before(Cursor { key: -5, row: 3 })));
        let id = TicketId::new();
        assert_eq!(at(&format!("around:{id}")), Ok(Anchor::Around(id)));
        for nonsense in ["after:", "around:12", "sideways", "after:1"] {
            assert!(at(nonsense).is_err(), "{nonsense}");
        }
    }
}
