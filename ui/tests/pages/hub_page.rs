//! The line about the hub, and the changes that it refused.

use chrono::TimeDelta;
use tickets::Action;
use ui::Fragment;
use ui::attention::{AttentionList, ParkedChange, RefusedChange};
use ui::hub::{HubLine, Link};

use crate::dom::{Page, text};
use crate::fixtures::{clock, now};
use crate::refused_changes::{closed_meanwhile, edited_meanwhile, fails_at_the_hub, line, started_twice};

fn words(line: HubLine) -> String {
    let page = Page::of(&line.html());
    page.all(".hub-line").into_iter().map(text).collect()
}

#[test]
fn nothing_is_said_while_all_is_well_and_about_short_gaps() {
    assert_eq!(words(line(Link::Online, 3_600, 2)), "");
    assert_eq!(words(line(Link::Offline, 1, 2)), "");
    assert_eq!(words(line(Link::Offline, 200, 0)), "");
    assert_eq!(words(line(Link::Connecting, 1, 0)), "");
}

#[test]
fn a_lost_connection_is_shown_with_its_time_and_what_waits() {
    let since = clock().hour(&(now() - TimeDelta::seconds(600)));
    assert_eq!(
        words(line(Link::Offline, 600, 2)),
        format!("Offline since {since}. 2 changes will be sent when the network returns.")
    );
    assert!(words(line(Link::Connecting, 5, 1)).contains("1 change will be sent"));
    assert!(words(line(Link::Offline, 301, 0)).contains("New tickets and answers appear"));
}

#[test]
fn a_refused_key_and_a_missing_update_are_shown_at_once() {
    assert!(words(line(Link::Untrusted, 0, 0)).contains("certificate is not trusted"));
    let untrusted = words(line(Link::Untrusted, 0, 2));
    assert!(
        untrusted.contains("2 changes wait here. If this network asks for a login"),
        "{untrusted}"
    );
    assert!(!untrusted.contains("network returns"));
    assert!(words(line(Link::KeyRefused, 0, 0)).contains("key is not accepted"));
    assert!(words(line(Link::NeedsUpdate, 0, 0)).contains("update of Campus Desk"));
    let without_hub = words(line(Link::NoHub, 0, 1));
    assert!(without_hub.contains("name no hub any more") && without_hub.contains("1 change waits here."));
    assert!(!words(line(Link::NoHub, 0, 0)).contains("here"));
    let mut loading = line(Link::Online, 10, 0);
    loading.standing.complete = false;
    assert!(words(loading).contains("Loading the tickets"));
}

#[test]
fn refused_changes_are_counted_in_the_bar() {
    let mut line = line(Link::Online, 10, 0);
    assert!(!Page::of(&line.html()).has(".to-attention"));
    line.attention = 2;
    assert_eq!(Page::of(&line.html()).text(".to-attention .badge"), "2");
}

fn item(change: RefusedChange) -> Page {
    let list = AttentionList {
        items: &[change],
        parked: &[],
        earlier: None,
        clock: clock(),
    };
    Page::of(&list.html())
}

fn buttons(page: &Page) -> Vec<String> {
    page.all("button").into_iter().map(text).collect()
}

#[test]
fn a_refused_edit_shows_both_texts_and_can_be_made_again() {
    let page = item(edited_meanwhile());
    let sides: Vec<String> = page.all(".side .text").into_iter().map(text).collect();
    assert_eq!(sides[0], "The heating is off on all floors");
    assert!(sides[1].starts_with("The heating in my room has been off since Monday"));
    assert!(page.text(".why").contains("Someone else changed the same text"));
    assert_eq!(buttons(&page), ["Use your text", "Discard your text"]);
}

#[test]
fn a_message_in_a_closed_ticket_can_be_reported_again() {
    let page = item(closed_meanwhile());
    assert_eq!(page.text(".side .text"), "It is cold again");
    assert!(page.text(".why").contains("closed before this arrived"));
    assert_eq!(buttons(&page), ["Report it again", "Discard your text"]);
}

#[test]
fn a_refusal_without_a_text_can_only_be_removed() {
    let page = item(started_twice());
    assert_eq!(page.text("h2"), "#1 was not started");
    assert_eq!(buttons(&page), ["Remove from this list"]);
}

#[test]
fn a_change_on_which_the_hub_fails_shows_its_text_and_that_it_is_sent_again() {
    let change = fails_at_the_hub();
    let list = |action| {
        let parked = [ParkedChange {
            action,
            ..change.clone()
        }];
        let list = AttentionList {
            items: &[],
            parked: &parked,
            earlier: None,
            clock: clock(),
        };
        Page::of(&list.html())
    };
    let page = list(change.action.clone());
    assert_eq!(page.text("h2"), "A message in #1 cannot be sent");
    assert_eq!(page.text(".side .text"), "It also smells of gas");
    assert!(page.text(".why").contains("sent again every hour"));
    assert!(buttons(&page).is_empty(), "there is nothing to do here");
    assert!(!page.has(".empty"));
    let page = list(Action::Start);
    assert_eq!(page.text("h2"), "The start of #1 cannot be sent");
    assert!(!page.has(".side"), "no text was entered");
}

#[test]
fn an_empty_list_says_what_appears_there() {
    let list = AttentionList {
        items: &[],
        parked: &[],
        earlier: None,
        clock: clock(),
    };
    assert!(
        Page::of(&list.html())
            .text(".empty")
            .contains("Nothing needs your attention")
    );
}
