//! One ticket: its content, its actions, its forms and their conflicts.

use chrono::TimeDelta;
use tickets::{Category, LinkedTicket, Name, Refusal, Role, Status, TicketLinks};
use ui::Fragment;
use ui::hint::Hints;
use ui::notices::{Refused, explain};
use ui::report::ReportForm;
use ui::ticket::{Gone, GoneView, TicketPane, WhyGone};
use ui::ticket_forms::{ClosedMeanwhile, Composer, Conflict, DraftSaved, EditorClosed};

use crate::dom::{Page, text};
use crate::fixtures::{
    ago, assignment, clock, command, composer, editor, heating_is_off, hostile, id, lift_in_arabic, now,
    printer_on_fire, report_form, view,
};

fn pane(ticket: &tickets::TicketPage, role: Role) -> Page {
    let pane = TicketPane {
        view: view(ticket, role),
        editor: None,
        composer: Some(composer(ticket, role)),
        left: None,
    };
    Page::of(&pane.html())
}

#[test]
fn a_ticket_shows_its_messages_earlier_descriptions_and_history() {
    let page = pane(&heating_is_off(), Role::Helpdesk);
    assert_eq!(
        page.text("h1"),
        "The heating in my room has been off since Monday, it is cold Ticket #1042",
        "the first sentence, and the number beside it"
    );
    assert_eq!(page.text("h1 .visually-hidden"), "Ticket");
    assert_eq!(page.text(".ticket-head .category"), "Facility management");
    assert_eq!(page.text(".ticket-head .status"), "active");
    assert_eq!(
        page.text(".facts"),
        "active Facility management Hall B, room 214 reported 2 d ago last changed 2 h ago"
    );
    let messages: Vec<String> = page.all(".message .author").into_iter().map(text).collect();
    assert_eq!(
        messages,
        [
            "reporter yesterday, 10:42",
            "Noor (helpdesk) yesterday, 11:42",
            "reporter today, 10:42"
        ]
    );
    assert!(
        page.text(".earlier summary")
            .starts_with("Earlier description, until Monday, 11:42")
    );
    assert_eq!(
        page.text(".earlier .text"),
        "The heating in my room has been off since Monday, it is cold."
    );
    let history: Vec<String> = page.all(".history li > span").into_iter().map(text).collect();
    assert_eq!(
        history[0],
        "reporter sent the report; automatic category Facility management"
    );
    assert_eq!(history[1], "reporter changed the description");
    assert_eq!(history[3], "Noor (helpdesk) started the ticket");
    assert_eq!(history.len(), 6);
}

#[test]
fn the_helpdesk_sees_the_reporter_and_the_other_tickets_of_the_place() {
    let mut ticket = printer_on_fire();
    let page = pane(&ticket, Role::Helpdesk);
    assert_eq!(page.text(".reporter"), "Reporter no name given");
    assert_eq!(page.all(".same-place li").len(), 4);
    assert!(
        page.text(".same-place li:first-child button")
            .starts_with("open #900 Wi-Fi drops")
    );
    assert_eq!(
        page.attr(".same-place [data-query]", "data-query"),
        Some(r#"place:"=Library, floor 3""#)
    );
    assert!(!pane(&ticket, Role::User).has(".reporter, .same-place"));
    ticket.report.as_mut().unwrap().name = Some(tickets::Name::new("Ada").unwrap());
    ticket.ticket.place = None;
    let page = pane(&ticket, Role::Helpdesk);
    assert_eq!(page.text(".reporter"), "Reporter Ada");
    assert!(!page.has(".same-place"));
}

#[test]
fn each_time_has_the_full_date_as_its_title() {
    let page = pane(&heating_is_off(), Role::User);
    let reported = page.all(".facts time")[0];
    assert_eq!(reported.attr("datetime"), Some("2026-11-16T09:42:00.000Z"));
    assert_eq!(
        reported.attr("title"),
        Some("Monday 16 November 2026, 10:42 (CET)")
    );
}

#[test]
fn each_role_has_the_actions_that_it_may_take_and_no_others() {
    let keys = |page: &Page| -> Vec<String> {
        page.all(".actions [data-key]")
            .iter()
            .filter_map(|e| e.attr("data-key").map(str::to_owned))
            .collect()
    };
    assert_eq!(
        keys(&pane(&hostile(), Role::Helpdesk)),
        ["s", "c", "g", "1", "2", "3", "e"],
        "open"
    );
    assert_eq!(
        keys(&pane(&heating_is_off(), Role::Helpdesk)),
        ["c", "g", "1", "2", "3", "e"],
        "active: no start"
    );
    assert_eq!(keys(&pane(&heating_is_off(), Role::User)), ["e"]);
    assert!(keys(&pane(&printer_on_fire(), Role::Helpdesk)).is_empty());
    assert!(
        pane(&printer_on_fire(), Role::Helpdesk)
            .text(".actions")
            .contains("You can read it, but not change it.")
    );
    let user = pane(&heating_is_off(), Role::User);
    assert!(!user.has("[data-send-and-close]"), "only the helpdesk closes");
}

#[test]
fn a_close_names_what_is_on_screen_and_brings_its_commands() {
    let ticket = heating_is_off();
    let page = Page::of(&view(&ticket, Role::Helpdesk).html());
    let on_screen = |name| page.attr(".ticket-body", name).unwrap().to_owned();
    assert_eq!(on_screen("data-version"), ticket.ticket.version.to_string());
    assert_eq!(on_screen("data-messages"), ticket.ticket.messages.to_string());
    let close = |name| page.attr("[data-close]", name).unwrap().to_owned();
    assert_eq!(close("data-ticket"), ticket.ticket.id.to_string());
    assert_eq!(close("data-number"), "#1042");
    assert_eq!(close("data-command"), command(3).to_string());
    assert_eq!(close("data-start-command"), command(4).to_string());
}

/// A late answer must not replace another ticket that was opened since then, so the swaps have the id of their ticket.
#[test]
fn the_parts_that_refresh_themselves_have_the_id_of_their_ticket() {
    let ticket = heating_is_off();
    let (id, html) = (ticket.ticket.id, view(&ticket, Role::User).html());
    for part in ["head", "body", "actions"] {
        assert!(html.contains(&format!(r##"hx-target="#{part}-{id}""##)));
        assert_eq!(
            pane(&ticket, Role::User)
                .all(&format!("[id='{part}-{id}']"))
                .len(),
            1,
            "it is in the pane"
        );
    }
    let gone = GoneView {
        ticket: id,
        number: Some(1042),
        closed_at: Some(ago(1)),
        clock: clock(),
    }
    .html();
    assert!(gone.contains(&format!(r#"id="head-{id}""#)) && gone.contains("Ticket #1042 was closed"));
    assert!(!gone.contains("composer"), "what was typed in it stays");
}

#[test]
fn right_to_left_text_gets_its_direction_automatically() {
    let page = pane(&lift_in_arabic(), Role::User);
    assert_eq!(page.attr(".description > .text", "dir"), Some("auto"));
    assert!(page.text(".description > .text").ends_with("🛗🔥"));
    assert_eq!(text(page.all("mark")[0]), "المصعد");
}

#[test]
fn the_helpdesk_sees_that_a_ticket_is_open_at_other_desks_with_the_entered_names_only() {
    let ticket = heating_is_off();
    let also_open = |names: &[Option<&str>]| {
        let names = names.iter().map(|name| Some(Name::new((*name)?).unwrap()));
        let view = ui::ticket::TicketView {
            other_desks: names.collect(),
            ..view(&ticket, Role::Helpdesk)
        };
        Page::of(&view.html()).text(".also-open")
    };
    assert_eq!(also_open(&[None]), "Also open at another desk");
    assert_eq!(also_open(&[Some("<b>Sam")]), "Also open at another desk (<b>Sam)");
    assert_eq!(
        also_open(&[None, Some("Noor"), Some("Sam")]),
        "Also open at 3 other desks (Noor, Sam)"
    );
    assert!(!pane(&ticket, Role::Helpdesk).has(".also-open"));
}

#[test]
fn a_suggested_category_is_a_button_that_corrects() {
    let ticket = heating_is_off();
    let view = ui::ticket::TicketView {
        suggestion: Some(Category::ServicesComplaints),
        ..view(&ticket, Role::Helpdesk)
    };
    let page = Page::of(&view.html());
    assert!(
        page.text(".suggestion")
            .starts_with("The new text looks like Services complaints. Change"),
        "{}",
        page.text(".suggestion")
    );
    let button = page.all(".suggestion button")[0];
    assert_eq!(button.attr("hx-post"), Some("/correct_category"));
    assert!(
        button
            .attr("hx-vals")
            .unwrap()
            .ends_with("category:services-complaints")
    );
    assert!(!pane(&ticket, Role::Helpdesk).has(".suggestion"));
}

#[test]
fn words_of_a_signature_or_a_quoted_reply_are_not_marked() {
    let mut ticket = heating_is_off();
    let text = "The heating is cold.\n\nKind regards,\nSam\nHeating Engineer | Cold Stores\n\n> cold heating";
    ticket.ticket.description = tickets::Description::new(text).unwrap();
    let page = pane(&ticket, Role::Helpdesk);
    let marked: Vec<String> = page.all("mark").into_iter().map(crate::dom::text).collect();
    assert_eq!(marked, ["heating", "cold"]);
    assert!(
        page.text(".description > .text").ends_with("> cold heating"),
        "all of it is shown"
    );
}

#[test]
fn a_category_chosen_by_the_helpdesk_has_no_reasons() {
    let mut ticket = heating_is_off();
    ticket.ticket.category = Category::ServicesComplaints;
    ticket.ticket.category_by = tickets::CategoryBy::Helpdesk;
    let page = pane(&ticket, Role::Helpdesk);
    assert!(!page.has("mark"));
    assert_eq!(page.text(".because"), "Category chosen by the helpdesk");
}

#[test]
fn the_composer_shows_a_draft_and_a_hint() {
    let ticket = heating_is_off();
    let hints = Hints {
        text: Some("The message is empty. Write a few words.".to_owned()),
        ..Hints::default()
    };
    let composer = Composer {
        body: "half a sent",
        draft_saved: Some(ago(0)),
        hints,
        ..composer(&ticket, Role::Helpdesk)
    };
    let page = Page::of(&composer.html());
    assert_eq!(page.text("textarea"), "half a sent");
    assert_eq!(page.text(".draft-note"), "draft saved 12:42");
    assert_eq!(
        page.attr("textarea", "aria-describedby"),
        Some("composer-body-hint")
    );
    assert_eq!(page.text("[data-send-and-close]"), "Send and close Ctrl Shift ⏎");
    assert_eq!(
        DraftSaved {
            at: now(),
            clock: clock()
        }
        .html(),
        "draft saved 12:42"
    );
}

#[test]
fn the_editor_contains_the_version_that_it_was_opened_on() {
    let ticket = heating_is_off();
    let page = Page::of(&editor(&ticket).html());
    assert_eq!(
        page.attr("[name=version]", "value"),
        Some(ticket.ticket.version.to_string().as_str())
    );
    assert_eq!(
        page.one("textarea").text().collect::<String>(),
        ticket.ticket.description.as_str()
    );
    let closed = EditorClosed {
        view: view(&ticket, Role::User),
    }
    .html();
    assert!(closed.trim_start().starts_with(r#"<div id="editor"></div>"#) && closed.contains("hx-partial"));
}

#[test]
fn a_conflict_shows_both_versions_and_is_based_on_the_current_one() {
    let ticket = heating_is_off();
    let conflict = Conflict {
        theirs: &ticket.ticket,
        command: command(9),
        description: "Mine",
        place: "Hall B, room 214",
        name: "Zoë",
        clock: clock(),
    };
    let page = Page::of(&conflict.html());
    assert!(page.text("h2").contains("Your text is still here"));
    assert_eq!(page.text("textarea"), "Mine");
    assert!(
        page.text(".side .text.differs")
            .starts_with("The heating in my room")
    );
    assert!(!page.has(".place.differs"), "the places are alike");
    assert_eq!(
        page.attr("[name=version]", "value"),
        Some(ticket.ticket.texts_version().to_string().as_str())
    );
    let choices: Vec<String> = page.all("button").into_iter().map(text).collect();
    assert_eq!(choices, ["Use the current version", "Use your version"]);
}

#[test]
fn both_ends_of_a_link_open_the_other_ticket() {
    let link = |n| LinkedTicket {
        id: id(n),
        number: Some(n),
    };
    let mut ticket = heating_is_off();
    ticket.links = TicketLinks {
        follows: Some(link(12)),
        followed_by: vec![link(57), link(58)],
    };
    let page = Page::of(&view(&ticket, Role::User).html());
    let links: Vec<String> = page.all(".links button").into_iter().map(text).collect();
    assert_eq!(
        links,
        [
            "Follow-up of #12",
            "Reported again as #57",
            "Reported again as #58"
        ]
    );
    let first = format!("ticket:{}", id(12));
    assert_eq!(page.all(".links button")[0].attr("hx-vals"), Some(first.as_str()));
    assert!(!Page::of(&view(&heating_is_off(), Role::User).html()).has(".links"));
}

#[test]
fn an_answer_to_a_ticket_closed_meanwhile_is_no_report() {
    let form = ReportForm {
        again: Some(id(1042)),
        from: "message",
        answer: true,
        ..report_form("A technician comes at ten", None)
    };
    let page = Page::of(
        &ClosedMeanwhile {
            answer: true,
            number: Some(1042),
            closed_at: Some(ago(1)),
            form,
            clock: clock(),
        }
        .html(),
    );
    assert_eq!(page.text("textarea"), "A technician comes at ten");
    let buttons: Vec<String> = page.all("button").into_iter().map(text).collect();
    assert_eq!(buttons, ["Copy", "Send as a linked ticket", "Discard this text"]);
    assert!(
        !page.has("[name=place], .assignment-slot"),
        "no problem is described"
    );
}

#[test]
fn a_ticket_closed_while_writing_shows_the_text_and_offers_to_report_it_again() {
    let form = ReportForm {
        again: Some(id(1042)),
        place: "Hall B",
        ..report_form("It is still cold", None)
    };
    let page = Page::of(
        &ClosedMeanwhile {
            answer: false,
            number: Some(1042),
            closed_at: Some(ago(1)),
            form,
            clock: clock(),
        }
        .html(),
    );
    assert_eq!(
        page.text("h2"),
        "Ticket #1042 was closed 1 h ago, while you were writing"
    );
    assert_eq!(page.text("textarea"), "It is still cold");
    assert_eq!(
        page.attr("[name=again]", "value"),
        Some(id(1042).to_string().as_str())
    );
    assert_eq!(page.text("[type=submit]"), "Report it again");
    assert!(
        !page.has("#report"),
        "the id of the report form on the page is not used twice"
    );
}

#[test]
fn a_user_sees_only_number_and_date_of_a_closed_ticket() {
    let page = Page::of(
        &Gone {
            why: WhyGone::Closed {
                number: Some(7),
                closed_at: Some(ago(3)),
            },
            clock: clock(),
        }
        .html(),
    );
    assert_eq!(page.text("h1"), "Ticket #7 was closed");
    assert!(page.text("section").contains("today, 9:42"));
    let page = Page::of(
        &Gone {
            why: WhyGone::Missing,
            clock: clock(),
        }
        .html(),
    );
    assert_eq!(page.text("h1"), "Ticket not found");
}

#[test]
fn a_refusal_gives_its_reason_and_does_not_replace_the_form() {
    let ticket = Box::new(heating_is_off().ticket);
    let refusals = [
        Refusal::NoSuchTicket,
        Refusal::TicketExists,
        Refusal::HelpdeskOnly,
        Refusal::WrongStatus {
            ticket: ticket.clone(),
            is: Status::Active,
            needs: vec![Status::Open],
        },
        Refusal::ClosedMeanwhile {
            number: Some(1),
            closed_at: now() - TimeDelta::hours(1),
        },
        Refusal::ChangedMeanwhile {
            ticket: ticket.clone(),
        },
        Refusal::NothingToChange,
        Refusal::CommandReused,
    ];
    for refusal in refusals {
        let html = Refused::new(&refusal).html();
        assert!(html.contains(r##"hx-target="#notices" hx-swap="beforeend""##));
        let (what, next) = explain(&refusal);
        assert!(
            what.ends_with('.') && next.ends_with('.') && !what.contains('!'),
            "{what} {next}"
        );
        let said = Page::of(&html).text("[role=alert] p");
        assert_eq!(said, format!("{what} {next}"));
    }
    let started = Refusal::WrongStatus {
        ticket,
        is: Status::Active,
        needs: vec![Status::Open],
    };
    assert_eq!(explain(&started).0, "This ticket is already active.");
}

#[test]
fn an_unsure_category_is_marked_as_not_sure() {
    let mut ticket = heating_is_off();
    ticket.ticket.assignment = Some(assignment(Category::FacilityManagement, false, &[]));
    assert!(
        pane(&ticket, Role::User)
            .text(".ticket-head .category")
            .ends_with("not sure")
    );
}
