//! Every page in every state, as a whole document, for the preview and the tests.
#![allow(dead_code, missing_docs, reason = "each test crate uses some of it")]
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a gallery that cannot be drawn says so by panicking"
)]

use tickets::{
    Category, Confusions, LinkedTicket, ModelVersion, QueueRow, Refusal, Role, Status, TicketPage,
};
use ui::Fragment;
use ui::analyses::{AnalysisChoice, AnalysisKind, AnalysisPage, AnalysisUnavailable, UsedZone};
use ui::backups::{BackupContents, BackupList, BackupRow, Backups, ConfirmRestore};
use ui::classification::{ClassificationPage, LearningNow};
use ui::entry::{Entry, Header};
use ui::failure::{Failed, Failure, StartFailed};
use ui::files::{FileAnswer, FileOutcome};
use ui::help::Help;
use ui::hint::{Hints, hint};
use ui::list::{Instead, OtherView};
use ui::notices::{Refused, StaysOpen, WhyOpen};
use ui::queue::{QueueChoice, QueueCounts, QueuePage, View};
use ui::report::{ReportAgain, ReportForm, Reported};
use ui::ticket::{Gone, TicketPane, WhyGone};
use ui::ticket_forms::{ClosedMeanwhile, Composer, Conflict, Editor};
use ui::updating::Updating;
use ui::user::{MyReport, MyReports, UserPage};

use crate::fixtures::{
    ago, assignment, clock, command, composer, confusions, counts, editor, figures, header, heating_is_off,
    hostile, id, learning, lesson, lift_in_arabic, list, models, printer_on_fire, report_form, row, rows,
    view,
};

use crate::refused_changes;

const INDEX: &str = include_str!("../../assets/index.html");

const OPENING: &str =
    r#"<main class="opening" aria-busy="true"><h1>Campus Desk</h1><p role="status">Opening…</p></main>"#;

/// One page in one state.
pub struct State {
    pub name: &'static str,
    /// The content of `#page`.
    pub page: String,
    /// The content of `#notices`.
    pub notices: String,
    /// Whether the dialog of the keyboard shortcuts is open.
    pub help: bool,
}

impl State {
    /// The whole document, without scripts.
    pub fn document(&self) -> String {
        let start = INDEX.find(r#"<div id="page""#).unwrap();
        let end = start + INDEX[start..].find("</div>").unwrap();
        let mut html = format!(
            "{}<div id=\"page\">{}{}",
            &INDEX[..start],
            self.page,
            &INDEX[end..]
        );
        html = html
            .lines()
            .filter(|line| !line.contains("<script"))
            .collect::<Vec<_>>()
            .join("\n");
        if self.notices.contains(r#"id="held""#) {
            html = html
                .lines()
                .filter(|line| !line.contains(r#"id="held" data-live"#))
                .collect::<Vec<_>>()
                .join("\n");
        }
        html = html.replacen(
            r#"<div id="notices" aria-live="polite">"#,
            &format!(r#"<div id="notices" aria-live="polite">{}"#, self.notices),
            1,
        );
        if self.help {
            html = html
                .replacen(r#"<dialog id="help""#, r#"<dialog open id="help""#, 1)
                .replacen(
                    "</dialog>",
                    &format!("{}</dialog>", Help { letter_keys: true }.html()),
                    1,
                );
        }
        html
    }

    fn with_notices(mut self, notices: String) -> Self {
        self.notices = notices;
        self
    }
}

fn state(name: &'static str, page: String) -> State {
    State {
        name,
        page,
        notices: String::new(),
        help: false,
    }
}

/// All states.
pub fn all() -> Vec<State> {
    let mut all = vec![state("opening", OPENING.to_owned())];
    all.extend(entry_and_shared_computer());
    all.extend(user_pages());
    all.extend(ticket_pages());
    all.extend(queue_pages());
    all.extend(searches_with_offers());
    all.extend(analysis_pages());
    all.extend(classification_pages());
    all.extend(start_failures());
    all.push(state("attention", refused_changes::attention_page()));
    all
}

fn entry_and_shared_computer() -> Vec<State> {
    let shared = |role| Header {
        shared: true,
        ..header(role)
    };
    let (counts, open) = (counts(), rows(4));
    let queue = QueuePage {
        header: shared(Role::Helpdesk),
        choice: QueueChoice::default(),
        counts: QueueCounts {
            counts: &counts,
            view: View::Open,
        },
        learning: learning(LearningNow::Nothing),
        rows: list(Role::Helpdesk, &open),
        pane: None,
    };
    let user = user_under(shared(Role::User), report_form("", None), &open, &[]);
    vec![
        state("entry", Entry { shared: false }.html()),
        state("entry-shared", Entry { shared: true }.html()),
        state("user-shared", user),
        state("queue-shared", queue.html()),
    ]
}

fn user_pages() -> Vec<State> {
    let text = "The heating in my room has been off since Monday, and the window does not close";
    let (sure, unsure) = (
        assignment(Category::FacilityManagement, true, &["heating", "window", "room"]),
        assignment(Category::ServicesComplaints, false, &["off"]),
    );
    let too_long = Hints {
        text: Some(hint(
            "The description",
            tickets::TextError::TooLong {
                is: 10_001,
                most: 10_000,
            },
        )),
        place: Some(hint("The place", tickets::TextError::NotOneLine)),
        name: None,
        contact: None,
    };
    let typing = ReportForm {
        draft_saved: Some(ago(1)),
        place: "Hall B, room 214",
        ..report_form(text, Some(&sure))
    };
    let unsure = ReportForm {
        hints: too_long,
        ..report_form("It is off", Some(&unsure))
    };
    let reported = user(report_form("", None), &rows(4), &[]).replacen(
        &report_form("", None).html(),
        &Reported {
            is_online: true,
            role: Role::User,
            ticket: &heating_is_off().ticket,
            again: None,
            more_left: false,
        }
        .html(),
        1,
    );
    vec![
        state("user-empty", user(report_form("", None), &[], &[])),
        state("user-typing", user(typing, &rows(6), &mine())),
        state("user-hints", user(unsure, &rows(2), &[])),
        state("user-reported", reported),
    ]
}

fn mine() -> Vec<MyReport> {
    let report = |number, summary: &str, (status, unseen_answer, closed_at)| MyReport {
        id: id(number),
        number: Some(number),
        summary: summary.to_owned(),
        status,
        closed_at,
        unseen_answer,
    };
    vec![
        report(
            1042,
            "The heating in my room has been off since Monday, it is cold.",
            (Status::Active, true, None),
        ),
        report(
            1031,
            "The bicycle stand in front of Hall B has been torn out of the ground and lies across the path",
            (Status::Open, false, None),
        ),
        report(988, "Wi-Fi drops", (Status::Closed, false, Some(ago(300)))),
    ]
}

fn user(form: ReportForm<'_>, rows: &[QueueRow], mine: &[MyReport]) -> String {
    user_under(header(Role::User), form, rows, mine)
}

fn user_under(header: Header, form: ReportForm<'_>, rows: &[QueueRow], mine: &[MyReport]) -> String {
    UserPage {
        header,
        form,
        mine: MyReports {
            shown: 20,
            more: None,
            reports: mine,
            clock: clock(),
        },
        list: list(Role::User, rows),
    }
    .html()
}

/// The user's page with `content` in place of the ticket.
fn user_ticket(content: &str) -> String {
    user(report_form("", None), &rows(2), &[])
        .replacen(r#"data-pane="list""#, r#"data-pane="ticket""#, 1)
        .replacen(
            r#"<section id="ticket" class="user-ticket" aria-label="Ticket">"#,
            &format!(r#"<section id="ticket" class="user-ticket" aria-label="Ticket">{content}"#),
            1,
        )
}

fn pane<'a>(page: &'a TicketPage, role: Role, editor: Option<Editor<'a>>) -> TicketPane<'a> {
    TicketPane {
        view: view(page, role),
        editor,
        composer: Some(composer(page, role)),
        left: None,
    }
}

fn ticket_pages() -> Vec<State> {
    let (heating, hostile, arabic) = (heating_is_off(), hostile(), lift_in_arabic());
    let conflict = user_ticket(&pane(&heating, Role::User, None).html()).replacen(
        r#"<div id="editor"></div>"#,
        &a_conflict(&heating),
        1,
    );
    let closed = pane(&heating, Role::User, None).html();
    let composer_html = composer(&heating, Role::User).html();
    let closed = user_ticket(&closed.replacen(&composer_html, &closed_meanwhile(), 1));
    vec![
        state(
            "user-ticket",
            user_ticket(&pane(&heating, Role::User, None).html()),
        ),
        state(
            "user-ticket-hostile",
            user_ticket(&pane(&hostile, Role::User, None).html()),
        ),
        state(
            "user-ticket-arabic",
            user_ticket(&pane(&arabic, Role::User, None).html()),
        ),
        state(
            "user-editor",
            user_ticket(&pane(&heating, Role::User, Some(editor(&heating))).html()),
        ),
        state("user-conflict", conflict),
        state("user-closed-meanwhile", closed),
        state("user-closed-report", user_ticket(&closed_report())),
        state("user-report-again", user_ticket(&report_again())),
        state("user-unsent-answer", user_ticket(&unsent_answer())),
        state(
            "user-gone",
            user_ticket(
                &Gone {
                    why: WhyGone::Closed {
                        number: Some(1042),
                        closed_at: Some(ago(2)),
                    },
                    clock: clock(),
                }
                .html(),
            ),
        ),
    ]
}

fn a_conflict(page: &TicketPage) -> String {
    Conflict {
        theirs: &page.ticket,
        command: command(7),
        description: "The heating in my room works again since noon, but the window does not close any more.",
        place: "Hall B, room 214",
        name: "",
        clock: clock(),
    }
    .html()
}

fn closed_meanwhile() -> String {
    ClosedMeanwhile {
        answer: false,
        number: Some(1042),
        closed_at: Some(ago(1)),
        form: ReportForm {
            again: Some(id(1042)),
            place: "Hall B",
            ..report_form("It is still cold, and now the water is cold too.", None)
        },
        clock: clock(),
    }
    .html()
}

/// A closed ticket, as its reporter reads it.
fn closed_report() -> String {
    let mut page = heating_is_off();
    page.ticket.status = Status::Closed;
    page.ticket.closed_at = Some(ago(1));
    page.links.followed_by = vec![LinkedTicket {
        id: id(1057),
        number: Some(1057),
    }];
    let pane = TicketPane {
        composer: None,
        ..pane(&page, Role::User, None)
    };
    pane.html()
}

fn report_again() -> String {
    ReportAgain {
        number: Some(1042),
        form: ReportForm {
            again: Some(id(1042)),
            place: "Hall B, room 214",
            ..report_form(
                "The heating in my room has been off since Monday, it is cold.",
                None,
            )
        },
    }
    .html()
}

fn unsent_answer() -> String {
    ClosedMeanwhile {
        answer: true,
        number: Some(1042),
        closed_at: Some(ago(1)),
        form: ReportForm {
            again: Some(id(1042)),
            from: "message",
            answer: true,
            ..report_form("A technician comes on Wednesday between 9 and 11.", None)
        },
        clock: clock(),
    }
    .html()
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

fn searches_with_offers() -> Vec<State> {
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

fn queue_pages() -> Vec<State> {
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

pub const KINDS: [AnalysisKind<'static>; 3] = [
    AnalysisKind {
        name: "backlog",
        title: "Backlog",
        question: "What was opened in a period and is not closed yet?",
        all_time: false,
    },
    AnalysisKind {
        name: "resolution-time",
        title: "Resolution time",
        question: "How long does it take from opening to closing?",
        all_time: true,
    },
    AnalysisKind {
        name: "category-load",
        title: "Category load",
        question: "What are we working on?",
        all_time: true,
    },
];

fn analysis(choice: AnalysisChoice<'_>, panel: &str) -> String {
    AnalysisPage {
        header: header(Role::Helpdesk),
        kinds: &KINDS,
        choice,
        zone: UsedZone::Known(chrono_tz::Europe::Rome),
    }
    .html()
    .replacen(
        r#"<div class="computing" role="status"><p>Loading…</p></div>"#,
        panel,
        1,
    )
}

fn analysis_pages() -> Vec<State> {
    let backlog = AnalysisChoice {
        name: "backlog",
        last: "48h",
        category: None,
    };
    let free = AnalysisChoice {
        name: "resolution-time",
        last: "90d",
        category: Some(Category::TechnicalIt),
    };
    vec![
        state(
            "analysis-loading",
            analysis(
                backlog,
                r#"<div class="computing" role="status"><p>Loading…</p></div>"#,
            ),
        ),
        state(
            "analysis-unavailable",
            analysis(free, &AnalysisUnavailable.html()),
        ),
    ]
}

fn classification_pages() -> Vec<State> {
    let page = |name, now, confusions: &Confusions, models: &[ModelVersion]| {
        let page = ClassificationPage {
            header: header(Role::Helpdesk),
            kinds: &KINDS,
            figures: figures(now, confusions, models),
        };
        state(name, page.html())
    };
    let running = LearningNow::Running {
        corrections: 12,
        confirmed: 0,
        percent: 40,
    };
    let taken = LearningNow::Ended(lesson());
    vec![
        page(
            "classification-empty",
            LearningNow::Nothing,
            &Confusions::default(),
            &[],
        ),
        page("classification-learning", running, &confusions(), &models()[1..]),
        page("classification", taken, &confusions(), &models()),
    ]
}

fn start_failures() -> Vec<State> {
    let failure = Failure {
        what: "The desk's file is damaged.".to_owned(),
        means: "The file was not changed.".to_owned(),
        todo: "Restore a backup.".to_owned(),
        detail: Some("file is not a database (26)".to_owned()),
    };
    let folder = "/home/noor/.local/share/campus-desk/backups";
    let rows = backups();
    let failed = |name, backups| {
        let file = "/home/noor/.local/share/campus-desk/desk.db";
        let failure = &failure;
        let page = StartFailed {
            failure,
            file,
            backups,
        };
        state(name, page.html())
    };
    let list = |backups| Some(Backups::Listed(BackupList { folder, backups }));
    vec![
        failed("start-failed", None),
        failed("start-failed-while-open", Some(Backups::AfterRestart)),
        failed("start-failed-without-backups", list(&[])),
        failed("start-failed-with-backups", list(&rows)),
        state("confirm-restore", ConfirmRestore { backup: &rows[0] }.html()),
        state("updating", Updating.html()),
    ]
}

fn backups() -> Vec<BackupRow> {
    let row = |name: &str, hours, before_update, contents| BackupRow {
        name: name.to_owned(),
        made: clock().on(&ago(hours)),
        before_update,
        contents,
    };
    let contents = |tickets, hours| {
        Some(BackupContents {
            tickets,
            last_change: Some(clock().on(&ago(hours))),
        })
    };
    vec![
        row("desk-20260302-070000123.db", 3, false, contents(1_042, 4)),
        row("desk-20260301-080000000.db", 26, false, None),
        row("desk-schema-2-20260220-080000000.db", 240, true, contents(1, 300)),
    ]
}
