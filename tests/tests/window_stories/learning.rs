//! Learning: corrections teach a new word, the page shows the accuracy, and an older model can be chosen.

use std::time::{Duration, Instant};

use end_to_end::window::{Laptop, Window};
use tickets::{Category, CommandId};
use wire::{Client, Ticket};

use crate::other_clients;

/// Complaints that would suit any category: the shipped model has no word to decide by.
const COMPLAINTS: [&str; 10] = [
    "The Grimoire is terrible again",
    "why is the Grimoire like this",
    "third time this week that the Grimoire let me down",
    "I am fed up with the Grimoire",
    "Could somebody please look at the Grimoire",
    "nobody answers about the Grimoire",
    "when will the Grimoire be sorted out",
    "still waiting for news about the Grimoire",
    "Reported the Grimoire twice already",
    "does anyone even care about the Grimoire",
];

const NEXT: &str = "The Grimoire was rather strange today";

/// The timeout of a lesson, on a busy machine.
const LESSON: Duration = Duration::from_secs(90);

async fn reports(desk: &Client, texts: &[&str]) -> Vec<Ticket> {
    let mut tickets = Vec::new();
    for text in texts {
        tickets.push(other_clients::report(desk, text, None).await);
    }
    tickets
}

/// The right category of the campus's own word: not the one that the shipped model assigns.
fn other_category(than: Category) -> Category {
    match than {
        Category::TechnicalIt => Category::FacilityManagement,
        _ => Category::TechnicalIt,
    }
}

/// How the page counts these tickets after the helpdesk chose `category` for each: the classifier chose it too for some.
fn corrections(reported: &[Ticket], category: Category) -> String {
    let confirmed = reported
        .iter()
        .filter(|ticket| ticket.category == category)
        .count();
    let changed = reported.len() - confirmed;
    let counted = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    match confirmed {
        0 => counted(changed, "correction"),
        _ => format!(
            "{} and {}",
            counted(changed, "correction"),
            counted(confirmed, "confirmation")
        ),
    }
}

/// The category's key in the menu.
fn key(category: Category) -> char {
    match category {
        Category::FacilityManagement => '1',
        Category::TechnicalIt => '2',
        Category::ServicesComplaints => '3',
    }
}

/// Waits until the line about learning begins with these words.
async fn learning_says(window: &Window, words: &str) {
    let began = Instant::now();
    while !window
        .texts("#learning")
        .await
        .iter()
        .any(|said| said.trim().starts_with(words))
    {
        assert!(
            began.elapsed() < LESSON,
            "not {words:?}, but {:?}",
            window.texts("#learning").await
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Corrects the ten tickets on screen, numbers 11 to 2, with two keys each.
async fn corrects_ten(window: &Window, category: Category) {
    for number in (2..=11).rev() {
        window.press('j').await;
        window.sees("#ticket h1", &format!("Ticket #{number}")).await;
        window.press('g').await;
        window
            .sees("#category-menu[open] .menu-body button", category.title())
            .await;
        window.press(key(category)).await;
        window.sees("#ticket .because", "by the helpdesk").await;
    }
}

#[tokio::test]
async fn ten_corrections_teach_a_word_and_the_page_shows_the_result() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let (user, helpdesk) = (window.api("user"), window.api("helpdesk"));
    let guessed = guess(&user, &helpdesk).await;
    let belongs = other_category(guessed);
    let first = reports(&user, &COMPLAINTS).await;
    window
        .until(
            "all are in the queue",
            "document.querySelectorAll('#rows .row').length === 10",
        )
        .await;
    record_learning_line(&window).await;
    corrects_ten(&window, belongs).await;
    let ten = corrections(&first, belongs);
    learning_says(&window, &format!("Trained on {ten}")).await;
    assert!(
        recorded(&window)
            .await
            .iter()
            .any(|said| said.starts_with(&format!("Training on {ten}…"))),
        "{:?}",
        recorded(&window).await
    );
    window.picture("learned-queue");

    // The next report with that word gets the right category, with the word as its reason.
    let next = other_clients::report(&user, NEXT, None).await;
    assert_eq!(next.category, belongs);
    window.click("#rows .row-open", NEXT).await;
    window.sees("#ticket .because b", "grimoire").await;

    // The page shows the figures, and a cell links to its tickets.
    open_classification_page(&window).await;
    let right = first.iter().filter(|ticket| ticket.category == belongs).count();
    // The ten corrected tickets, and one that was closed with the classifier's category.
    let figure = format!("{} of 11 tickets", right + 1);
    window.sees("#classification .figure strong", &figure).await;
    window.sees("#classification", "today").await;
    window
        .until(
            "the chart is drawn",
            "document.querySelector('#classification figure .drawing svg path')",
        )
        .await;
    window
        .sees("#classification #versions ~ .table .in-use", "in use")
        .await;
    window.picture("classification");
    let below = "document.getElementById('versions').scrollIntoView({ block: 'center' })";
    window.run(below, vec![]).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    window.picture("classification-versions");
    in_a_narrow_window(&window, "classification-narrow").await;
    a_cell_links_to_its_tickets(&window).await;

    // Choose the shipped model: it classifies now and after a restart.
    open_classification_page(&window).await;
    window
        .click("#classification tr:last-child button", "Use this version")
        .await;
    window
        .sees("#classification tr:last-child .in-use", "in use")
        .await;
    assert_eq!(other_clients::report(&user, NEXT, None).await.category, guessed);
    window.assert_no_errors().await;
    let _ = window.close();
    let window = laptop.open().await;
    open_classification_page(&window).await;
    window
        .sees("#classification tr:last-child .in-use", "in use")
        .await;
    window
        .click("#classification tr:first-child button", "Use this version")
        .await;
    window
        .sees("#classification tr:first-child .in-use", "in use")
        .await;
    let next = other_clients::report(&window.api("user"), NEXT, None).await;
    assert_eq!(next.category, belongs);
    window.assert_no_errors().await;
}

#[tokio::test]
async fn the_desk_works_after_a_kill_during_a_lesson_and_with_a_damaged_model() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let (user, helpdesk) = (window.api("user"), window.api("helpdesk"));
    let belongs = other_category(guess(&user, &helpdesk).await);
    let mut reported = Vec::new();
    for number in 0..12 {
        for complaint in COMPLAINTS {
            let text = format!("{complaint}, said visitor {number}");
            let ticket = other_clients::report(&user, &text, None).await;
            helpdesk
                .set_category(CommandId::new(), ticket.id, belongs)
                .await
                .unwrap();
            reported.push(ticket);
        }
    }
    let all = corrections(&reported, belongs);
    window.sees("#learning", &format!("Training on {all}")).await;
    window.kill();

    // All corrections are there, the shipped model classifies, and a lesson starts by itself.
    let window = laptop.open().await;
    let helpdesk = window.api("helpdesk");
    for ticket in reported {
        assert_eq!(helpdesk.ticket(ticket.id).await.unwrap().category, belongs);
    }
    learning_says(&window, &format!("Trained on {all}")).await;
    assert_eq!(
        other_clients::report(&window.api("user"), NEXT, None)
            .await
            .category,
        belongs
    );
    let _ = window.close();

    // A damaged model is reported, the shipped model classifies, and a lesson learns the corrections again.
    let desk = rusqlite::Connection::open(laptop.desk()).unwrap();
    desk.execute("update model set layer = x'00'", []).unwrap();
    drop(desk);
    let window = laptop.open().await;
    window
        .sees(
            "#held .notice",
            "The shipped version classifies tickets, because the trained version cannot be used",
        )
        .await;
    window.picture("learning-damaged");
    learning_says(&window, &format!("Trained on {all}")).await;
    assert_eq!(
        other_clients::report(&window.api("user"), NEXT, None)
            .await
            .category,
        belongs
    );
    window.assert_no_errors().await;
}

/// The category of a new report with the word. The ticket is closed, so that it leaves the queue.
async fn guess(user: &Client, helpdesk: &Client) -> Category {
    let asked = other_clients::report(user, NEXT, None).await;
    other_clients::close(helpdesk, &asked).await;
    asked.category
}

async fn open_classification_page(window: &Window) {
    window.click(".sidebar .nav", "Classification").await;
    window.sees("main h1", "How well are tickets classified?").await;
}

/// Clicks the largest cell of wrong assignments, or of right ones: the list shows its tickets.
async fn a_cell_links_to_its_tickets(window: &Window) {
    let find = "const cells = [...document.querySelectorAll('#classification .matrix button')];
        const fullest = (cells) => cells.sort((one, other) => Number(other.textContent) - Number(one.textContent))[0];
        const cell = fullest(cells.filter((cell) => cell.closest('.wrong'))) ?? fullest(cells);
        cell.click();
        return Number(cell.textContent)";
    let count = window.run(find, vec![]).await.as_i64().unwrap();
    assert!(count > 0);
    window.sees(".sidebar h2", "Queue").await;
    let rows = format!("document.querySelectorAll('#rows .row').length === {count}");
    window.until(&format!("the list holds {count}"), &rows).await;
}

/// A picture of the page in a narrow window.
async fn in_a_narrow_window(window: &Window, name: &str) {
    for (width, name) in [(360, Some(name)), (1_200, None)] {
        window.page().set_window_size(width, 800).await.unwrap();
        window
            .until(
                "it has its width",
                &format!("document.documentElement.clientWidth === {width}"),
            )
            .await;
        let wide = window
            .run(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
                vec![],
            )
            .await;
        assert_eq!(wide, 0, "nothing stands beyond the edge at {width}");
        if let Some(name) = name {
            window.picture(name);
        }
    }
}

/// Records all texts of the line about learning.
async fn record_learning_line(window: &Window) {
    let watch = "window.said = [];
        setInterval(() => {
            const text = document.getElementById('learning')?.textContent.trim() ?? '';
            if (window.said.at(-1) !== text) window.said.push(text);
        }, 10)";
    window.run(watch, vec![]).await;
}

async fn recorded(window: &Window) -> Vec<String> {
    let said = window.run("return window.said", vec![]).await;
    let said = said.as_array().cloned().unwrap_or_default();
    said.iter()
        .filter_map(|said| Some(said.as_str()?.to_owned()))
        .collect()
}
