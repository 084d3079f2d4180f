//! The pages of a start that failed or takes long.

use scraper::Selector;
use ui::Fragment;
use ui::notices::{Notice, Notices};

use crate::dom::{Page, text};
use crate::gallery;

fn page(name: &str) -> Page {
    let state = gallery::all().into_iter().find(|state| state.name == name);
    Page::of(&state.unwrap().page)
}

#[test]
fn each_readable_backup_is_listed_with_its_date_and_contents_and_can_be_chosen() {
    let page = page("start-failed-with-backups");
    assert!(page.text(".backups > p").starts_with("Backups are in /home/noor"));
    let rows: Vec<String> = page.all(".backups li").into_iter().map(text).collect();
    assert_eq!(rows.len(), 3);
    assert!(rows[0].contains("1,042 tickets · last change"), "{rows:?}");
    assert!(rows[0].ends_with("Restore…"), "{rows:?}");
    assert!(rows[1].ends_with("This backup cannot be read."), "{rows:?}");
    assert!(
        rows[2].contains("before an update") && rows[2].contains("1 ticket ·"),
        "{rows:?}"
    );
    let names = page.all(".backups input[name=backup]");
    let names: Vec<_> = names.iter().filter_map(|name| name.attr("value")).collect();
    assert_eq!(
        names,
        [
            "desk-20260302-070000123.db",
            "desk-schema-2-20260220-080000000.db"
        ]
    );
}

/// The file of an open desk cannot be replaced.
#[test]
fn an_open_desk_that_is_damaged_is_closed_before_its_backups_are_listed() {
    let page = page("start-failed-while-open");
    assert_eq!(
        page.attr(".backups button", "hx-post"),
        Some("/restart_to_restore")
    );
    assert!(page.text(".backups").contains("closes and opens again"));
    let notice = Notice {
        id: "4".to_owned(),
        what: "The desk's file is damaged.".to_owned(),
        next: String::new(),
        offers_backups: true,
    };
    let notices = Page::of(&Notices { notices: &[notice] }.html());
    assert_eq!(
        notices.attr(".notice button:not([data-dismiss])", "hx-post"),
        Some("/restart_to_restore")
    );
}

#[test]
fn without_backups_the_page_names_the_folder_where_they_would_be() {
    let page = page("start-failed-without-backups");
    assert!(
        page.text(".backups > p")
            .starts_with("There are no backups in /home/noor")
    );
    assert!(!page.has(".backups button"));
}

#[test]
fn a_restore_is_confirmed_with_what_will_be_missing() {
    let page = page("confirm-restore");
    assert!(
        page.text("main")
            .contains("newer than the backup will be missing")
    );
    let form = page.all("form[hx-post='/restore_backup']");
    let name = Selector::parse("input[name=backup]").unwrap();
    let name = form[0].select(&name).next().and_then(|name| name.attr("value"));
    assert_eq!(name, Some("desk-20260302-070000123.db"));
    assert_eq!(
        page.attr("button[type=button]", "hx-post"),
        Some("/home"),
        "cancel"
    );
}
