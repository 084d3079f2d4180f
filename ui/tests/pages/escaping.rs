//! What people type is displayed as text, never as HTML.

use tickets::{Category, Role, Status};
use ui::Fragment;
use ui::list::Rows;
use ui::notices::{Notice, Notices};
use ui::report::{PlaceOptions, ReportForm};
use ui::ticket::TicketPane;
use ui::ticket_forms::{ClosedMeanwhile, Composer, Conflict, Editor};
use ui::user::{MyReport, MyReports};

use crate::dom::{Page, text};
use crate::fixtures::{
    ago, assignment, clock, command, composer, editor, hostile, id, list, report_form, row, view,
};

const EVIL: &str = r#"<img src=x onerror=alert(1)> {{7*7}} '; drop table tickets; -- "><script>alert(2)</script></textarea><hx-partial hx-target="body">"#;

/// Asserts that nothing typed became an element.
fn harmless(html: &str) -> Page {
    let page = Page::of(html);
    assert!(
        !page.has("img, script, hx-partial, [onerror], i, b:not(.because b)"),
        "{html}"
    );
    assert!(!html.contains("49"), "no expression was evaluated: {html}");
    page
}

#[test]
fn a_ticket_shows_description_place_messages_and_names_as_typed() {
    let ticket = hostile();
    let pane = TicketPane {
        view: view(&ticket, Role::Helpdesk),
        editor: None,
        composer: Some(composer(&ticket, Role::Helpdesk)),
        left: None,
    };
    let html = pane.html().replace("(UTC", "");
    let page = harmless(&html);
    assert!(
        page.text(".description > .text")
            .starts_with("<img src=x onerror=alert(1)> {{7*7}} '; drop table tickets; --")
    );
    assert!(page.text(".facts .place").starts_with("<b>Hall</b> Llanfair"));
    assert_eq!(page.text(".message .text"), "<script>alert(3)</script> {{7*7}}");
    assert!(page.text(".message .author").starts_with("<i>Zoë</i> (reporter)"));
}

#[test]
fn words_that_decided_the_category_are_marked_in_the_escaped_text() {
    let ticket = hostile();
    let pane = TicketPane {
        view: view(&ticket, Role::User),
        editor: None,
        composer: Some(composer(&ticket, Role::User)),
        left: None,
    };
    let page = Page::of(&pane.html());
    let marked: Vec<String> = page.all("mark").into_iter().map(text).collect();
    assert_eq!(
        marked,
        ["7", "7", "script", "script"],
        "whole words, in their place"
    );
}

#[test]
fn the_fields_of_a_report_contain_exactly_what_was_typed() {
    let text = format!("\n\n  {EVIL} \nمصعد 🛗 ");
    let form = ReportForm {
        place: EVIL,
        name: EVIL,
        again: None,
        ..report_form(&text, None)
    };
    let page = harmless(&form.html());
    // A browser drops one line break after <textarea>, so the template writes one more.
    assert_eq!(page.one("textarea").text().collect::<String>(), text);
    assert_eq!(page.attr("[name=place]", "value"), Some(EVIL));
    assert_eq!(page.attr("[name=name]", "value"), Some(EVIL));
}

#[test]
fn composer_editor_and_conflict_contain_exactly_what_was_typed() {
    let ticket = hostile();
    let composer = Composer {
        body: EVIL,
        name: EVIL,
        ..composer(&ticket, Role::User)
    };
    assert_eq!(
        harmless(&composer.html())
            .one("textarea")
            .text()
            .collect::<String>(),
        EVIL
    );
    let editor = Editor {
        description: EVIL,
        place: EVIL,
        ..editor(&ticket)
    };
    assert_eq!(
        harmless(&editor.html())
            .one("textarea")
            .text()
            .collect::<String>(),
        EVIL
    );
    let conflict = Conflict {
        theirs: &ticket.ticket,
        command: command(1),
        description: EVIL,
        place: EVIL,
        name: EVIL,
        clock: clock(),
    };
    let page = harmless(&conflict.html());
    assert_eq!(page.one("textarea").text().collect::<String>(), EVIL);
    assert!(page.text(".side .text").starts_with("<img src=x"));
}

#[test]
fn lists_places_searches_and_notices_show_text_as_typed() {
    let ticket = hostile();
    let rows = [row(&ticket)];
    let hints = [EVIL.to_owned()];
    let page = harmless(
        &Rows {
            hints: &hints,
            query: EVIL,
            ..list(Role::Helpdesk, &rows)
        }
        .html(),
    );
    assert!(
        page.text(".summary")
            .starts_with("<img src=x onerror=alert(1)> {{7*7}}")
    );
    assert_eq!(page.text(".search-hint"), EVIL);

    let places = [EVIL.to_owned()];
    let page = Page::of(&format!(
        "<datalist>{}</datalist>",
        PlaceOptions { places: &places }.html()
    ));
    assert_eq!(page.attr("option", "value"), Some(EVIL));

    let reports = [MyReport {
        id: id(1),
        number: None,
        summary: EVIL.to_owned(),
        status: Status::Closed,
        closed_at: Some(ago(3)),
        unseen_answer: false,
    }];
    assert_eq!(
        harmless(
            &MyReports {
                shown: 20,
                more: None,
                reports: &reports,
                clock: clock()
            }
            .html()
        )
        .text(".summary"),
        EVIL
    );

    let notices = [Notice {
        id: "1".to_owned(),
        what: EVIL.to_owned(),
        next: String::new(),
        offers_backups: false,
    }];
    assert_eq!(
        harmless(&Notices { notices: &notices }.html()).text("strong"),
        EVIL
    );
}

#[test]
fn the_words_that_decided_the_category_are_escaped() {
    let assignment = assignment(Category::TechnicalIt, true, &["<img", "onerror"]);
    let form = ReportForm {
        again: Some(id(3)),
        ..report_form(EVIL, Some(&assignment))
    };
    let closed = ClosedMeanwhile {
        answer: false,
        number: None,
        closed_at: Some(ago(1)),
        form,
        clock: clock(),
    };
    let page = harmless(&closed.html());
    assert!(page.text(".because").contains("<img, onerror"));
}
