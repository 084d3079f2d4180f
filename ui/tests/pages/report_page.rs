//! The entry, the report form, and the user's reports.

use tickets::{Category, Role, Status, TextError, Ticket, TicketId};
use ui::Fragment;
use ui::entry::Entry;
use ui::hint::{Hints, hint};
use ui::hub::Link;
use ui::reason::AssignmentNote;
use ui::report::{ReportForm, Reported};
use ui::user::{MyReport, MyReports, UserPage};

use crate::dom::{Page, text};
use crate::fixtures::{ago, assignment, clock, command, header, heating_is_off, id, list, report_form, rows};
use crate::{gallery, refused_changes};

#[test]
fn the_entry_offers_two_choices_and_says_that_it_remembers() {
    let page = Page::of(&Entry { shared: false }.html());
    let choices: Vec<String> = page.all("button strong").into_iter().map(text).collect();
    assert_eq!(choices, ["I want to report a problem", "I work at the helpdesk"]);
    assert!(page.text("main").contains("remembered"));
}

#[test]
fn the_users_page_has_the_report_form_and_the_tickets() {
    let rows = rows(3);
    let page = UserPage {
        header: header(Role::User),
        form: report_form("", None),
        mine: MyReports {
            shown: 20,
            more: None,
            reports: &[],
            clock: clock(),
        },
        list: list(Role::User, &rows),
    };
    let page = Page::of(&page.html());
    assert!(
        page.text("#report").contains(
            "Anyone using Campus Desk here can read and edit your report. Leave out private details."
        )
    );
    assert_eq!(page.all("#rows .row").len(), rows.len());
    assert!(page.has("#my-reports[hidden]"), "nothing was reported here yet");
    assert!(page.text(".bar").contains("I work at the helpdesk"));
    assert!(
        !page.has(".waits") && !page.has(".unsure"),
        "that is the helpdesk's concern"
    );
}

#[test]
fn a_shared_computer_says_so_and_what_it_removes() {
    let entry = Page::of(&Entry { shared: true }.html());
    let user = gallery::all()
        .into_iter()
        .find(|state| state.name == "user-shared");
    let user = Page::of(&user.unwrap().page);
    for page in [entry, user] {
        let note = page.text(".shared-computer");
        assert!(note.starts_with("This is a shared computer."), "{note}");
        assert!(note.contains("after 10 minutes without use"), "{note}");
    }
    let queue = gallery::all()
        .into_iter()
        .find(|state| state.name == "queue-shared");
    assert_eq!(
        Page::of(&queue.unwrap().page).text(".bar .shared-computer"),
        "Shared computer"
    );
    let own = Page::of(&Entry { shared: false }.html());
    assert!(!own.has(".shared-computer"));
}

#[test]
fn a_pinned_role_has_no_switch() {
    let page = UserPage {
        header: ui::entry::Header {
            hub: None,
            role: Role::User,
            pinned: true,
            letter_keys: true,
            shared: false,
            in_browser: false,
        },
        form: report_form("", None),
        mine: MyReports {
            shown: 20,
            more: None,
            reports: &[],
            clock: clock(),
        },
        list: list(Role::User, &[]),
    };
    let page = Page::of(&page.html());
    assert!(!page.has(".bar [hx-post='/choose_role']"));
    assert!(page.text("#rows .empty").contains("No open or active tickets"));
}

#[test]
fn a_report_form_contains_its_command_and_ticket_and_is_saved_as_a_draft() {
    let form = ReportForm {
        draft_saved: Some(ago(1)),
        ..report_form("The lift is stuck", None)
    };
    let page = Page::of(&form.html());
    assert_eq!(
        page.attr("[name=command]", "value"),
        Some(command(1).to_string().as_str())
    );
    assert_eq!(
        page.attr("[name=ticket]", "value"),
        Some(id(1).to_string().as_str())
    );
    assert_eq!(page.attr("form", "data-draft"), Some("report"));
    assert_eq!(
        page.text(".draft-note"),
        "draft saved 11:42",
        "in the campus's zone"
    );
    assert_eq!(page.attr("textarea", "hx-post"), Some("/classify"));
    assert_eq!(page.attr("[name=place]", "hx-post"), Some("/suggest_places"));
}

#[test]
fn a_sure_category_is_shown_with_reasons_and_an_unsure_one_without() {
    let sure = assignment(Category::TechnicalIt, true, &["wifi", "library"]);
    let page = Page::of(
        &AssignmentNote {
            assignment: Some(&sure),
        }
        .html(),
    );
    assert_eq!(page.text("strong"), "Technical IT");
    assert!(page.text("p").starts_with("This will go to Technical IT."));
    assert_eq!(page.text(".because"), "Because of: wifi, library");

    let unsure = assignment(Category::TechnicalIt, false, &[]);
    let said = Page::of(
        &AssignmentNote {
            assignment: Some(&unsure),
        }
        .html(),
    )
    .text("p");
    assert!(said.contains("not sure") && !said.contains("Because"), "{said}");
    assert_eq!(AssignmentNote { assignment: None }.html().trim(), "");
}

#[test]
fn a_word_with_negative_weight_is_no_reason() {
    let mut mixed = assignment(Category::TechnicalIt, true, &["wifi", "soup"]);
    mixed.because[1].weight = -0.7;
    assert_eq!(ui::reason::words(&mixed), ["wifi"]);
}

#[test]
fn a_hint_is_at_its_field_and_says_what_to_do() {
    let hints = Hints {
        text: Some(hint(
            "The description",
            TextError::TooLong {
                is: 10_003,
                most: 10_000,
            },
        )),
        place: Some(hint("The place", TextError::NotOneLine)),
        name: None,
        contact: None,
    };
    assert!(hints.any());
    let page = Page::of(
        &ReportForm {
            hints,
            ..report_form("x", None)
        }
        .html(),
    );
    let described = page.attr("textarea", "aria-describedby").unwrap();
    assert!(described.contains("report-description-hint"));
    assert!(
        page.text("#report-description-hint")
            .contains("Shorten it by 3 characters.")
    );
    assert_eq!(page.attr("textarea", "aria-invalid"), Some("true"));
    assert_eq!(page.attr("[name=place]", "aria-invalid"), Some("true"));
    assert_eq!(page.attr("[name=name]", "aria-invalid"), None);
    for error in [TextError::Blank, TextError::Nul] {
        assert!(hint("The description", error).ends_with('.'));
    }
}

#[test]
fn a_sent_report_shows_its_number_and_what_happens_next() {
    let ticket = heating_is_off().ticket;
    let page = Page::of(&reported(&ticket, None, false));
    assert_eq!(page.text("h2"), "Thank you. Your report is number #1042");
    assert!(page.text("section").contains("Facility management"));
    assert!(page.text("section").contains("What happens next"));
    let open = page.one(".primary");
    assert_eq!(
        open.attr("hx-vals"),
        Some(format!("ticket:{}", ticket.id).as_str())
    );
}

/// A report that has no number yet.
fn unsent(link: Link) -> Page {
    let ticket = Ticket {
        number: None,
        ..heating_is_off().ticket
    };
    let reported = Reported {
        link,
        role: Role::User,
        ticket: &ticket,
        again: None,
        more_left: false,
    };
    Page::of(&reported.html())
}

#[test]
fn a_report_that_is_not_sent_yet_says_why_in_the_words_of_the_bar() {
    let page = unsent(Link::Online);
    assert_eq!(page.text("h2"), "Thank you. Your report is being sent");
    assert!(!page.has(".not-sent"));
    for link in [Link::Connecting, Link::Offline] {
        let page = unsent(link);
        assert!(page.text("h2").contains("saved, but not sent yet"));
        assert!(page.text(".not-sent").contains("when the network returns"));
    }
    for link in [Link::Untrusted, Link::KeyRefused, Link::NeedsUpdate, Link::NoHub] {
        let page = unsent(link);
        let (said, bar) = (page.text(".not-sent"), words(link));
        assert!(page.text("h2").contains("saved, but not sent yet"));
        assert!(!said.contains("network returns"), "{link:?}: {said}");
        assert!(said.starts_with(&bar), "{link:?}: {said:?} and {bar:?}");
    }
}

/// The line in the bar at the top.
fn words(link: Link) -> String {
    let page = Page::of(&refused_changes::line(link, 0, 0).html());
    page.text(".hub-line").trim().to_owned()
}

fn reported(ticket: &Ticket, again: Option<TicketId>, more_left: bool) -> String {
    Reported {
        link: Link::Online,
        role: Role::User,
        ticket,
        again,
        more_left,
    }
    .html()
}

#[test]
fn a_text_that_was_reported_again_does_not_replace_the_report_form() {
    let ticket = heating_is_off().ticket;
    let page = Page::of(&reported(&ticket, Some(id(7)), true));
    assert_eq!(page.one("section").attr("id"), Some("report-again"));
    assert_eq!(page.all("[hx-post='/discard_draft']").len(), 0);
    let left = page.one("[hx-post='/open_ticket']:not(.primary)");
    assert_eq!(left.attr("hx-vals"), Some(format!("ticket:{}", id(7)).as_str()));
    let own = Page::of(&reported(&ticket, None, false));
    assert_eq!(own.one("section").attr("id"), Some("report"));
    assert_eq!(
        own.one("[hx-post='/discard_draft']").attr("hx-target"),
        Some("closest .reported")
    );
}

#[test]
fn your_reports_marks_new_answers_and_lists_closed_tickets() {
    let report = |n: u64, (status, unseen_answer, closed_at)| MyReport {
        id: id(n),
        number: Some(n),
        summary: format!("Report {n}"),
        status,
        closed_at,
        unseen_answer,
    };
    let reports = [
        report(1, (Status::Active, true, None)),
        report(2, (Status::Open, false, None)),
        report(3, (Status::Closed, false, Some(ago(24 * 20)))),
    ];
    let page = Page::of(
        &MyReports {
            shown: 4,
            more: Some(24),
            reports: &reports,
            clock: clock(),
        }
        .html(),
    );
    let said: Vec<String> = page.all("li").into_iter().map(text).collect();
    assert_eq!(said[0], "active #1 Report 1 new answer");
    assert_eq!(said[1], "open #2 Report 2");
    assert_eq!(said[2], "closed #3 Report 3 closed 29 October, 12:42");
    assert_eq!(
        page.all("button.mine[hx-post='/open_ticket']").len(),
        3,
        "the answer of a closed one can be read"
    );
    assert_eq!(page.attr(".more", "hx-vals"), Some("shown:24"));
    let all = reports.iter().map(|report| report.id.to_string());
    assert_eq!(
        page.attr("#my-reports", "data-tickets"),
        Some(all.collect::<Vec<_>>().join(" ").as_str())
    );
    assert!(!page.has("[hidden]"));
}
