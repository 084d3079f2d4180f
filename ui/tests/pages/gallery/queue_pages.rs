//! The helpdesk's queue, with its searches and notices.

use tickets::{Category, QueueRow, Refusal, Role, Status};
use ui::Fragment;
use ui::classification::LearningNow;
use ui::failure::{Failed, Failure};
use ui::files::{FileAnswer, FileOutcome};
use ui::list::{Instead, OtherView};
use ui::notices::{Refused, StaysOpen, WhyOpen};
use ui::queue::{QueueChoice, QueueCounts, QueuePage, View};
use ui::ticket::TicketPane;
use ui::ticket_forms::Composer;

use super::ticket_pages::{a_conflict, pane};
use super::{State, state};
use crate::fixtures::{
    ago, composer, counts, editor, header, heating_is_off, hostile, id, learning, list, printer_on_fire, row,
    rows,
};

pub fn queue_pages() -> Vec<State> {
    let (heating, hostile, printer) = (heating_is_off(), hostile(), printer_on_fire());
    let open = QueueChoice {
        view: View::Open,
        ..QueueChoice::default()
    };
    let wrong = [
        "“opened:monday” is no date. Write opened:2026-11-01..2026-12-01, or leave one side out.".to_owned(),
    ];
    let typing = TicketPane {
        composer: Some(Composer {
            body: "A technician is on the way.",
            name: "Noor",
            draft_saved: Some(ago(0)),
            ..composer(&heating, Role::Helpdesk)
        }),
        left: None,
        ..pane(&heating, Role::Helpdesk, None)
    };
    let closed = QueueChoice {
        view: View::Closed,
        category: Some(Category::TechnicalIt),
        ..QueueChoice::default()
    };
    let conflicted = queue(open, &rows(16), Some(pane(&heating, Role::Helpdesk, None)), &[]).replacen(
        r#"<div id="editor"></div>"#,
        &a_conflict(&heating),
        1,
    );
    let help = State {
        help: true,
        ..state("queue-help", queue(open, &rows(16), None, &[]))
    };
    vec![
        state("queue", queue(open, &rows(16), Some(typing), &[])),
        state("queue-nothing-selected", queue(open, &rows(16), None, &[])),
        state("queue-empty", queue(open, &[], None, &[])),
        state(
            "queue-search",
            queue(
                QueueChoice {
                    query: "opened:monday wifi",
                    ..open
                },
                &rows(2),
                None,
                &wrong,
            ),
        ),
        state(
            "queue-not-found",
            queue(
                QueueChoice {
                    query: "zeppelin",
                    ..open
                },
                &[],
                None,
                &[],
            ),
        ),
        state(
            "queue-closing",
            closing(&queue(
                open,
                &rows(16),
                Some(pane(&heating, Role::Helpdesk, None)),
                &[],
            )),
        )
        .with_notices(a_ticket_that_stays_open()),
        state(
            "queue-closed",
            queue(
                closed,
                &[row(&printer)],
                Some(pane(&printer, Role::Helpdesk, None)),
                &[],
            ),
        ),
        state(
            "queue-hostile",
            queue(open, &rows(16), Some(pane(&hostile, Role::Helpdesk, None)), &[]),
        )
        .with_notices(refused()),
        state(
            "queue-editor",
            queue(
                open,
                &rows(16),
                Some(pane(&heating, Role::Helpdesk, Some(editor(&heating)))),
                &[],
            ),
        ),
        state("queue-conflict", conflicted),
        state(
            "queue-failed",
            queue(open, &rows(16), Some(pane(&heating, Role::Helpdesk, None)), &[]),
        )
        .with_notices(failed() + &files()),
        state(
            "queue-ticket-narrow",
            queue(open, &rows(3), Some(pane(&heating, Role::Helpdesk, None)), &[]).replacen(
                r#"data-pane="list""#,
                r#"data-pane="ticket""#,
                1,
            ),
        ),
        help,
    ]
}

pub fn searches_with_offers() -> Vec<State> {
    let printer = row(&printer_on_fire());
    let view = |view, count| OtherView {
        view,
        count,
        is_more: false,
    };
    let elsewhere = Instead {
        views: vec![view(View::All, 3), view(View::Active, 1), view(View::Closed, 2)],
        did_you_mean: None,
    };
    let spelling = Instead {
        views: Vec::new(),
        did_you_mean: Some("eduroam".to_owned()),
    };
    let nothing = Instead::default();
    vec![
        state(
            "queue-jump",
            queue_with_offers("7", &rows(2), Some(&printer), &nothing),
        ),
        state(
            "queue-elsewhere",
            queue_with_offers("wi-fi", &[], None, &elsewhere),
        ),
        state(
            "queue-did-you-mean",
            queue_with_offers("eduraom", &[], None, &spelling),
        ),
    ]
}

fn queue(
    choice: QueueChoice<'_>,
    rows: &[QueueRow],
    selected: Option<TicketPane<'_>>,
    hints: &[String],
) -> String {
    let (counts, what) = (counts(), choice.words());
    QueuePage {
        header: header(Role::Helpdesk),
        choice,
        counts: QueueCounts {
            counts: &counts,
            view: choice.view,
        },
        learning: learning(LearningNow::Nothing),
        analyses: true,
        rows: ui::list::Rows {
            selected: selected.as_ref().map(|pane| pane.view.page.ticket.id),
            query: choice.query,
            what: &what,
            hints,
            ..list(Role::Helpdesk, rows)
        },
        pane: selected,
    }
    .html()
}

/// The queue after a search that offers something.
fn queue_with_offers(query: &str, rows: &[QueueRow], jump: Option<&QueueRow>, instead: &Instead) -> String {
    let choice = QueueChoice {
        view: View::Open,
        query,
        ..QueueChoice::default()
    };
    QueuePage {
        header: header(Role::Helpdesk),
        choice,
        counts: QueueCounts {
            counts: &counts(),
            view: choice.view,
        },
        learning: learning(LearningNow::Nothing),
        analyses: true,
        rows: ui::list::Rows {
            query,
            jump,
            instead,
            ..list(Role::Helpdesk, rows)
        },
        pane: None,
    }
    .html()
}

/// Rows whose close is pending, as the page marks them.
fn closing(queue: &str) -> String {
    [id(900), id(898)].iter().fold(queue.to_owned(), |queue, ticket| {
        let row = format!(r#"id="row-{ticket}""#);
        queue.replace(&row, &format!(r#"{row} data-closing="pending""#))
    })
}

fn a_ticket_that_stays_open() -> String {
    StaysOpen {
        ticket: id(1042),
        number: Some(1042),
        why: WhyOpen::NewMessage,
    }
    .html()
}

fn refused() -> String {
    let heating = heating_is_off().ticket;
    let refusal = Refusal::WrongStatus {
        is: heating.status,
        ticket: Box::new(heating),
        needs: vec![Status::Open],
    };
    // The content of the partial swap.
    let html = Refused::new(&refusal).html();
    html.split_once('>').unwrap().1.replace("</hx-partial>", "")
}

fn a_failure() -> Failure {
    Failure {
        what: "The answer could not be saved: the disk is full.".to_owned(),
        means: "Your text is still here.".to_owned(),
        todo: "Free some space on this laptop and send it again.".to_owned(),
        detail: Some("database or disk is full (13)".to_owned()),
    }
}

fn failed() -> String {
    Failed {
        failure: &a_failure(),
    }
    .html()
}

fn files() -> String {
    FileAnswer {
        outcome: FileOutcome::Refused {
            file: "tickets.csv",
            line: 1_204,
            reason: "has the status “pending”; there are open, active and closed.",
        },
    }
    .html()
}
