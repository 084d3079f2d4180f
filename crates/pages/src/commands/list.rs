//! Lists of tickets: a user's, and the helpdesk's queue.

use store::{Anchor, Listing, Page};
use tickets::{Filter, QueueRow, Role, TicketId, search};
use ui::list::{Instead, Rows};
use ui::queue::{QueueChoice, QueueCounts, QueuePage, View};
use ui::{Fragment, WallClock};

use super::classification;
use crate::search_offers;
use crate::{Answer, CommandError, Form, FormError, Visit};

/// The rows of a page, unless the form asks for another number.
const PAGE: usize = 50;

/// The most rows of one answer.
const MOST: usize = 300;

/// The open and active tickets, as a user sees them.
pub fn user_list(visit: &dyn Visit, form: &Form) -> Answer {
    Ok(for_user(visit, form)?.rows().html())
}

/// The helpdesk's page: with what the form chooses, or else what it showed last.
pub fn queue(visit: &dyn Visit, form: &Form) -> Answer {
    visit.helpdesk_only()?;
    if form.has("view") {
        visit.session().set_last_queue(form.clone());
    }
    page(visit)
}

/// A page of the queue's rows.
pub fn queue_rows(visit: &dyn Visit, form: &Form) -> Answer {
    visit.helpdesk_only()?;
    let rows = queued(visit, form, &choice(visit, form)?)?.rows().html();
    visit.session().set_last_queue(form.clone());
    Ok(rows)
}

/// The figures beside the queue.
pub fn queue_counts(visit: &dyn Visit, form: &Form) -> Answer {
    visit.helpdesk_only()?;
    let counts = visit.desk().counts()?;
    let view = view(form)?;
    Ok(QueueCounts {
        counts: &counts,
        view,
    }
    .html())
}

/// The helpdesk's page with what it showed last. The analyses are started once the page is on screen.
pub fn page(visit: &dyn Visit) -> Answer {
    let form = visit.session().last_queue();
    let choice = choice(visit, &form)?;
    let (list, counts) = (queued(visit, &form, &choice)?, visit.desk().counts()?);
    let learning = visit.desk().learning_state()?;
    visit.analyses().start_soon();
    let page = QueuePage {
        header: visit.header(Role::Helpdesk),
        choice,
        counts: QueueCounts {
            counts: &counts,
            view: choice.view,
        },
        learning: classification::note(&learning, visit.clock()),
        analyses: !visit.analyses().kinds().is_empty(),
        rows: list.rows(),
        pane: None,
    };
    Ok(page.html())
}

/// A page of a list, with all that its rows need to be rendered.
pub struct List {
    role: Role,
    page: Page<QueueRow>,
    selected: Option<TicketId>,
    query: String,
    hints: Vec<String>,
    jump: Option<QueueRow>,
    instead: Instead,
    what: String,
    no_tickets_yet: bool,
    clock: WallClock,
}

impl List {
    /// The rows as a fragment.
    pub fn rows(&self) -> Rows<'_> {
        Rows {
            role: self.role,
            rows: &self.page.items,
            before: self.page.before.map(|cursor| cursor.to_string()),
            after: self.page.after.map(|cursor| cursor.to_string()),
            selected: self.selected,
            query: &self.query,
            hints: &self.hints,
            jump: self.jump.as_ref(),
            instead: &self.instead,
            what: &self.what,
            no_tickets_yet: self.no_tickets_yet,
            clock: self.clock,
        }
    }
}

/// A user's list, newest first.
pub fn for_user(visit: &dyn Visit, form: &Form) -> Result<List, CommandError> {
    let choice = QueueChoice {
        query: form.text("q"),
        ..QueueChoice::default()
    };
    read(
        visit,
        Role::User,
        form,
        &choice,
        "open and active tickets".to_owned(),
    )
}

fn queued(visit: &dyn Visit, form: &Form, choice: &QueueChoice<'_>) -> Result<List, CommandError> {
    read(visit, Role::Helpdesk, form, choice, choice.words())
}

/// Parses what the queue shows. A new order is remembered.
fn choice<'a>(visit: &dyn Visit, form: &'a Form) -> Result<QueueChoice<'a>, FormError> {
    if let Some(order) = form.optional("order")? {
        visit.memory().set_order(order);
    }
    Ok(QueueChoice {
        view: view(form)?,
        category: form.optional("category")?,
        unsure: form.text("sure") == "no",
        order: visit.memory().order(),
        query: form.text("q"),
    })
}

/// Parses the view.
fn view(form: &Form) -> Result<View, FormError> {
    Ok(form.optional("view")?.unwrap_or(View::Open))
}

fn read(
    visit: &dyn Visit,
    role: Role,
    form: &Form,
    choice: &QueueChoice<'_>,
    what: String,
) -> Result<List, CommandError> {
    let (search, hints) = search::parse_while_typing(choice.query, &visit.managed().zone);
    let filter = in_view(&search, choice);
    let listing = Listing {
        filter,
        order: choice.order,
        at: anchor(form)?,
        limit: form.optional("rows")?.unwrap_or(PAGE).clamp(1, MOST),
    };
    let page = visit.desk().rows(role, listing)?;
    // A new desk offers an import, which a browser cannot do.
    let no_tickets_yet = page.items.is_empty()
        && !visit.managed().in_browser
        && visit.desk().counts()?.of(None, None, None) == 0;
    let jump = search_offers::jump(visit, role, choice.query)?;
    let instead = if page.items.is_empty() && !choice.query.trim().is_empty() {
        search_offers::instead(visit, role, &search, choice)?
    } else {
        Instead::default()
    };
    Ok(List {
        role,
        page,
        no_tickets_yet,
        selected: form.optional("ticket")?,
        query: choice.query.to_owned(),
        hints: hints.iter().map(ToString::to_string).collect(),
        jump,
        instead,
        what,
        clock: visit.clock(),
    })
}

/// A search in the chosen view. A ticket's number is found in every view.
fn in_view(search: &Filter, choice: &QueueChoice<'_>) -> Filter {
    let mut filter = search.clone();
    if filter.number.is_none() {
        filter.status = filter.status.or(choice.view.status());
        filter.waiting |= choice.view == View::Waiting;
        filter.category = filter.category.or(choice.category);
        if choice.unsure {
            filter.sure = Some(false);
        }
    }
    filter
}

/// Parses the position of the page: `start`, `end`, `from:CURSOR`, `after:CURSOR`, `before:CURSOR`, `around:TICKET`.
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
    fn a_position_in_the_list_is_parsed_or_rejected() {
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
