//! The helpdesk's page.

use std::collections::HashSet;

use tickets::{Category, Order, Refusal, Role, Status, TicketId};
use ui::Fragment;
use ui::classification::LearningNow;
use ui::failure::{Failed, Failure, StartFailed};
use ui::files::{FileAnswer, FileOutcome};
use ui::help::Help;
use ui::list::Rows;
use ui::notices::{Notice, Notices, StaysOpen, WhyOpen};
use ui::queue::{QueueChoice, QueueCounts, QueuePage, View};

use crate::dom::{Page, text};
use crate::fixtures::{clock, counts, header, heating_is_off, id, learning, lift_in_arabic, list, row, rows};

fn queue(choice: QueueChoice<'_>) -> Page {
    let (counts, rows) = (counts(), rows(5));
    let page = QueuePage {
        header: header(Role::Helpdesk),
        choice,
        counts: QueueCounts {
            counts: &counts,
            view: choice.view,
        },
        learning: learning(LearningNow::Nothing),
        analyses: true,
        rows: list(Role::Helpdesk, &rows),
        pane: None,
    };
    Page::of(&page.html())
}

#[test]
fn the_sidebar_shows_the_filters_and_the_counts() {
    let choice = QueueChoice {
        view: View::Active,
        category: Some(Category::TechnicalIt),
        unsure: true,
        order: Order::LongestWaiting,
        query: "wifi",
    };
    let page = queue(choice);
    let checked: Vec<&str> = page
        .all(".sidebar [checked]")
        .iter()
        .filter_map(|e| e.attr("value"))
        .collect();
    assert_eq!(checked, ["active", "technical-it", "no"]);
    assert_eq!(page.text("option[selected]"), "Longest waiting for us");
    assert_eq!(page.attr("#q", "value"), Some("wifi"));
    assert_eq!(page.text("#count-open"), "37");
    assert_eq!(page.text("#count-active"), "12");
    assert_eq!(page.text("#count-waiting"), "9");
    assert!(
        !page.has("#count-closed") && !page.has("#count-all"),
        "these need none"
    );
}

#[test]
fn the_counts_of_categories_belong_to_the_view() {
    let counts_in = |view| {
        let page = queue(QueueChoice {
            view,
            ..QueueChoice::default()
        });
        ["technical-it", "services-complaints", "unsure"].map(|name| page.text(&format!("#count-{name}")))
    };
    assert_eq!(counts_in(View::Open), ["12", "8", "8"]);
    assert_eq!(counts_in(View::Active), ["12", "0", "0"]);
    assert_eq!(counts_in(View::Waiting), ["0", "3", "3"]);
    assert_eq!(counts_in(View::All), ["12,369", "8", "8"]);
}

/// A person who chose a view by its key learns the key of the others.
#[test]
fn each_view_shows_the_key_that_chooses_it() {
    let page = queue(QueueChoice::default());
    let views: Vec<String> = page.all(".sidebar [data-key]").into_iter().map(text).collect();
    assert_eq!(
        views,
        ["Open371", "Active122", "Waiting for us93", "Closed4", "All5"]
    );
    let keys = page.all(".sidebar [data-key]");
    let keys: Vec<_> = keys.iter().filter_map(|view| view.attr("data-key")).collect();
    assert_eq!(keys, ["1", "2", "3", "4", "5"]);
}

/// The filters in the sidebar belong to the form of the list, so that one form contains the whole query.
#[test]
fn every_filter_belongs_to_the_form_of_the_list() {
    let page = queue(QueueChoice::default());
    for input in page.all(".sidebar input") {
        assert_eq!(input.attr("form"), Some("list-form"));
    }
    assert_eq!(page.attr("#list-form", "hx-post"), Some("/queue_rows"));
    assert_eq!(
        page.attr("#list-form", "hx-sync"),
        Some("this:replace"),
        "the latest wins"
    );
    assert!(
        page.attr("#list-form", "hx-trigger")
            .unwrap()
            .contains("change from:.sidebar")
    );
}

#[test]
fn each_count_is_refreshed_by_a_swap_of_its_own() {
    let counts = counts();
    let view = View::Open;
    let html = QueueCounts {
        counts: &counts,
        view,
    }
    .html();
    for name in [
        "open",
        "active",
        "waiting",
        "facility-management",
        "technical-it",
        "services-complaints",
        "unsure",
    ] {
        assert!(
            html.contains(&format!(r##"hx-target="#count-{name}" hx-swap="outerMorph""##)),
            "{name}"
        );
    }
}

#[test]
fn a_row_shows_a_ticket_in_two_lines() {
    let rows = [row(&heating_is_off())];
    let page = Page::of(&list(Role::Helpdesk, &rows).html());
    assert_eq!(
        text(page.all(".row-main")[0]),
        "active Facility management #1042 The heating in my room has been off since Monday, it is cold. The radiator in the corridor works. I can be reached on the second floor kitchen most evenings; please knock, the bell is broken too."
    );
    assert_eq!(
        page.text(".row-facts"),
        "Hall B, room 214 2 d ago 3 messages waiting for us"
    );
    assert_eq!(
        page.attr(".row", "data-ticket"),
        Some(rows[0].id.to_string().as_str())
    );
}

#[test]
fn one_message_is_singular_and_an_answered_reporter_does_not_wait() {
    let mut answered = row(&heating_is_off());
    answered.messages = 1;
    answered.last_word = Some(Role::Helpdesk);
    answered.waiting_since = None;
    answered.sure = false;
    let page = Page::of(&list(Role::Helpdesk, &[answered]).html());
    assert_eq!(
        page.text(".row-facts"),
        "Hall B, room 214 2 d ago 1 message not sure"
    );
    let unanswered = [row(&lift_in_arabic())];
    let page = Page::of(&list(Role::Helpdesk, &unanswered).html());
    assert!(page.text(".row-facts").ends_with("no answer yet"));
    let page = Page::of(&list(Role::User, &unanswered).html());
    assert!(!page.has(".unanswered"), "it is a note for the helpdesk");
}

/// An icon alone says nothing to a person who does not know it.
#[test]
fn each_icon_of_a_row_has_a_tooltip() {
    for role in [Role::User, Role::Helpdesk] {
        let rows = rows(2);
        let page = Page::of(&list(role, &rows).html());
        for (part, words) in [(".status", "active"), (".category", "Facility management")] {
            let selector = format!(".row:first-child {part}");
            assert_eq!(page.attr(&selector, "title"), Some(words), "{role}");
        }
    }
}

#[test]
fn the_first_and_the_last_row_have_the_cursors_of_the_next_pages() {
    let rows = rows(2);
    let page = Page::of(
        &Rows {
            before: Some("9.1".to_owned()),
            after: None,
            ..list(Role::Helpdesk, &rows)
        }
        .html(),
    );
    assert_eq!(page.attr(".row:first-child", "data-before"), Some("9.1"));
    assert_eq!(page.all("[data-before]").len(), 1);
    assert_eq!(page.all("[data-after]").len(), 0);
}

/// The page shows pending closes and starts with these templates.
#[test]
fn every_sign_of_a_pending_action_has_its_own_undo() {
    let index = include_str!("../../assets/index.html");
    for (template, text) in [
        ("closing-row", "closing… Undo"),
        ("closing-actions", "Closing in a few seconds… Undo"),
        ("closing-now", "Closing . Undo"),
        (
            "closing-unanswered",
            "Closing . It is closed without an answer. Undo",
        ),
        ("starting-row", "starting… Undo"),
        ("starting-actions", "Starting… Undo"),
        ("starting-now", "Starting . Undo"),
    ] {
        let opened = format!(r#"<template id="{template}">"#);
        let (_, html) = index.split_once(&opened).expect(template);
        let page = Page::of(html.split_once("</template>").unwrap().0);
        assert_eq!(page.text("body > *"), text);
        assert_eq!(page.text("button.undo[data-undo]"), "Undo");
    }
    let page = Page::of(&list(Role::Helpdesk, &rows(4)).html());
    assert!(
        !page.has(".row-open button"),
        "a control inside a control cannot be reached"
    );
}

#[test]
fn the_tab_key_reaches_one_row_and_the_selected_row_is_current() {
    let rows = rows(5);
    let reached = |selected: Option<TicketId>| -> Vec<usize> {
        let page = Page::of(
            &Rows {
                selected,
                ..list(Role::Helpdesk, &rows)
            }
            .html(),
        );
        let current = page.all("[aria-current]").len();
        assert_eq!(
            current,
            usize::from(selected.is_some_and(|id| rows.iter().any(|row| row.id == id)))
        );
        (0..rows.len())
            .filter(|n| page.all(".row-open")[*n].attr("tabindex").is_none())
            .collect()
    };
    assert_eq!(reached(None), [0]);
    assert_eq!(reached(Some(rows[3].id)), [3]);
    assert_eq!(
        reached(Some(id(77_777))),
        [0],
        "the selected ticket is not in this list"
    );
}

#[test]
fn an_empty_list_says_what_will_appear_or_what_to_try() {
    let words = QueueChoice {
        view: View::Open,
        category: Some(Category::TechnicalIt),
        unsure: true,
        ..QueueChoice::default()
    }
    .words();
    assert_eq!(words, "open tickets in Technical IT marked “not sure”");
    assert_eq!(QueueChoice::default().words(), "tickets");
    let waiting = QueueChoice {
        view: View::Waiting,
        ..QueueChoice::default()
    };
    assert_eq!(waiting.words(), "tickets waiting for us");
    let page = Page::of(
        &Rows {
            what: &words,
            ..list(Role::Helpdesk, &[])
        }
        .html(),
    );
    assert!(
        page.text(".empty")
            .starts_with("No open tickets in Technical IT marked “not sure”.")
    );
    let page = Page::of(
        &Rows {
            query: "zeppelin",
            ..list(Role::Helpdesk, &[])
        }
        .html(),
    );
    assert_eq!(
        page.text(".empty"),
        "No open tickets match “zeppelin”. Use fewer or shorter words."
    );
}

#[test]
fn an_empty_desk_offers_the_helpdesk_to_import_tickets() {
    let empty = |role| {
        let rows = Rows {
            no_tickets_yet: true,
            ..list(role, &[])
        };
        Page::of(&rows.html())
    };
    let page = empty(Role::Helpdesk);
    assert_eq!(
        page.text(".empty"),
        "No tickets yet. New reports appear here. First time? Import tickets…"
    );
    assert_eq!(page.attr(".empty button", "hx-post"), Some("/import_tickets"));
    assert!(!empty(Role::User).has("button"), "a reporter imports nothing");
}

#[test]
fn an_invalid_search_gets_a_hint_above_the_rows() {
    let (rows, hints) = (
        rows(2),
        ["“is:green” is not known. Write is:unclosed.".to_owned()],
    );
    let page = Page::of(
        &Rows {
            hints: &hints,
            ..list(Role::Helpdesk, &rows)
        }
        .html(),
    );
    assert_eq!(page.text("[role=status].search-hint"), hints[0]);
    assert_eq!(page.all(".row").len(), 5);
}

#[test]
fn every_shortcut_of_the_page_is_in_the_help() {
    let help = Page::of(&Help { letter_keys: true }.html());
    let known: HashSet<String> = help.all("kbd").into_iter().map(text).collect();
    let ticket = heating_is_off();
    let mut open = ticket.clone();
    open.ticket.status = Status::Open;
    let pane = ui::ticket::TicketPane {
        view: crate::fixtures::view(&open, Role::Helpdesk),
        editor: None,
        composer: Some(crate::fixtures::composer(&open, Role::Helpdesk)),
        left: None,
    };
    let page = Page::of(&(pane.html() + &queue_html()));
    for control in page.all("[data-key]") {
        let key = control.attr("data-key").unwrap();
        assert!(known.contains(key) || key == "?", "{key} is not in the help");
    }
}

fn queue_html() -> String {
    let counts = counts();
    QueuePage {
        header: header(Role::Helpdesk),
        choice: QueueChoice::default(),
        counts: QueueCounts {
            counts: &counts,
            view: View::All,
        },
        learning: learning(LearningNow::Nothing),
        analyses: true,
        rows: list(Role::Helpdesk, &[]),
        pane: None,
    }
    .html()
}

#[test]
fn a_notice_is_held_until_it_is_dismissed() {
    let notice = Notice {
        id: "4".to_owned(),
        what: "This version cannot be used.".to_owned(),
        next: "Choose another one.".to_owned(),
        offers_backups: false,
    };
    let page = Page::of(&Notices { notices: &[notice] }.html());
    assert!(!page.has("[hx-post='/restart_to_restore']"));
    assert_eq!(page.attr("[data-dismiss]", "hx-vals"), Some("id:4"));
    assert_eq!(
        page.attr("#held", "hx-post"),
        Some("/notices"),
        "it goes on refreshing itself"
    );
    assert!(Page::of(&Notices { notices: &[] }.html()).has("#held"));
}

#[test]
fn a_ticket_that_stays_open_says_why_and_can_be_opened() {
    let notice = |why| {
        let (ticket, number) = (id(9), Some(411));
        Page::of(&StaysOpen { ticket, number, why }.html())
    };
    let message = notice(WhyOpen::NewMessage);
    assert_eq!(
        message.text("strong"),
        "#411 stays open: a new message has arrived."
    );
    assert_eq!(
        message.attr("[data-open]", "data-open"),
        Some(id(9).to_string().as_str())
    );
    assert_eq!(message.text("[data-open]"), "Open #411");
    assert!(message.has("[data-dismiss]"));
    assert_eq!(
        notice(WhyOpen::NewText).text("strong"),
        "#411 stays open: its text was changed."
    );
    let refused = notice(WhyOpen::Refused(&Refusal::HelpdeskOnly));
    assert_eq!(
        refused.text("strong"),
        "#411 was not closed. Only the helpdesk can do this."
    );
    assert!(
        !notice(WhyOpen::Refused(&Refusal::NoSuchTicket)).has("[data-open]"),
        "a missing ticket cannot be opened"
    );
}

#[test]
fn a_failure_says_what_happened_what_it_means_and_what_to_do() {
    let failure = Failure {
        what: "The disk is full.".to_owned(),
        means: "Nothing is lost.".to_owned(),
        todo: "Free some space.".to_owned(),
        detail: Some("SQLITE_FULL".to_owned()),
    };
    let page = Page::of(&Failed { failure: &failure }.html());
    assert_eq!(
        page.text("[role=alert] > p"),
        "The disk is full. Nothing is lost. Free some space."
    );
    assert_eq!(page.text("details code"), "SQLITE_FULL");
    let page = Page::of(
        &StartFailed {
            failure: &failure,
            file: "/tmp/desk.db",
            backups: None,
        }
        .html(),
    );
    assert_eq!(page.text("h1"), "The disk is full.");
    assert!(page.text("dl").contains("/tmp/desk.db"));
    assert_eq!(page.attr("button", "hx-post"), Some("/home"), "one can try again");
}

#[test]
fn an_import_shows_its_counts_or_the_rejected_line_with_its_reason() {
    let said = |outcome| {
        Page::of(&FileAnswer { outcome }.html())
            .all("p")
            .first()
            .map(|p| text(*p))
    };
    let refused = said(FileOutcome::Refused {
        file: "t.csv",
        line: 12,
        reason: "has a number twice.",
    })
    .unwrap();
    assert!(refused.starts_with("Nothing was imported. Line 12 of t.csv: has a number twice."));
    let done = said(FileOutcome::Imported {
        tickets: 100_000,
        messages: 2,
        known_tickets: 0,
        left_out: 0,
    })
    .unwrap();
    assert!(
        done.starts_with("Imported 100,000 tickets and 2 messages. They are in the queue."),
        "{done}"
    );
    assert!(!done.contains("Already here"), "{done}");
    let one = said(FileOutcome::Imported {
        tickets: 1,
        messages: 0,
        known_tickets: 12,
        left_out: 3,
    })
    .unwrap();
    assert!(one.starts_with("Imported 1 ticket and 0 messages."), "{one}");
    assert!(
        one.contains("Already here and not imported again: 12 tickets."),
        "{one}"
    );
    assert!(
        one.contains("Their new messages were not imported: 3 messages."),
        "{one}"
    );
    let exported = said(FileOutcome::Exported {
        what: "2 tickets and 1 message",
        path: "/tmp/t.csv",
        file: 4,
    });
    let exported = exported.unwrap();
    assert!(
        exported.starts_with("Saved 2 tickets and 1 message to /tmp/t.csv. CSV does not carry links"),
        "{exported}"
    );
    assert!(exported.contains("campus-desk-hub backup"), "{exported}");
    let saved = FileOutcome::Saved {
        path: "/tmp/f.csv",
        file: 3,
    };
    let page = Page::of(&FileAnswer { outcome: saved }.html());
    assert_eq!(page.text("p"), "Saved to /tmp/f.csv.");
    assert_eq!(page.text("button:first-of-type"), "Show in folder");
    assert_eq!(
        page.attr("[hx-post='/show_in_folder']", "hx-vals"),
        Some("file:3")
    );
    let semicolons = said(FileOutcome::Separator {
        file: "bad.csv",
        separator: "semicolons",
    })
    .unwrap();
    assert!(
        semicolons.starts_with("Nothing was imported. bad.csv separates its columns with semicolons."),
        "{semicolons}"
    );
    assert_eq!(said(FileOutcome::Nothing), None);
}

#[test]
fn the_time_of_closing_is_in_the_campus_time_zone() {
    let mut closed = row(&heating_is_off());
    closed.status = Status::Closed;
    closed.closed_at = Some(clock().now - chrono::TimeDelta::days(40));
    let page = Page::of(&list(Role::Helpdesk, &[closed]).html());
    assert!(page.text(".row-facts").contains("closed 9 Oct"));
    assert!(!page.has(".waits"), "nobody waits for a closed ticket");
}
