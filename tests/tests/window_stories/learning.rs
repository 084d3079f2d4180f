//! The helpdesk teaches the desk a word of this campus, sees how well it classifies, and goes back.

use std::time::{Duration, Instant};

use end_to_end::window::{Laptop, Window};
use tickets::{Category, CommandId};
use wire::{Client, Ticket};

use crate::elsewhere;

/// What one can say of anything: the shipped model hears nothing in it.
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

/// How long a lesson may take on a machine that is busy with other things.
const LESSON: Duration = Duration::from_secs(90);

async fn reports(desk: &Client, texts: &[&str]) -> Vec<Ticket> {
    let mut tickets = Vec::new();
    for text in texts {
        tickets.push(elsewhere::report(desk, text, None).await);
    }
    tickets
}

/// Where this campus says that the Grimoire belongs: nowhere that the shipped model would guess.
fn another(than: Category) -> Category {
    match than {
        Category::TechnicalIt => Category::FacilityManagement,
        _ => Category::TechnicalIt,
    }
}

/// The key that stands for a category in the menu.
fn key(category: Category) -> char {
    match category {
        Category::FacilityManagement => '1',
        Category::TechnicalIt => '2',
        Category::ServicesComplaints => '3',
    }
}

/// Waits until the line beside the queue, or on the page, begins so.
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

/// Corrects the ten on screen, numbers 11 to 2, each with two keys.
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
async fn ten_corrections_teach_a_word_and_the_page_shows_what_they_taught() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let (user, helpdesk) = (window.api("user"), window.api("helpdesk"));
    let guessed = guess(&user, &helpdesk).await;
    let belongs = another(guessed);
    let first = reports(&user, &COMPLAINTS).await;
    window
        .until(
            "all are in the queue",
            "document.querySelectorAll('#rows .row').length === 10",
        )
        .await;
    watch(&window).await;
    corrects_ten(&window, belongs).await;
    learning_says(&window, "Trained on 10 corrections").await;
    assert!(
        said(&window)
            .await
            .iter()
            .any(|said| said.starts_with("Training on 10 corrections…")),
        "{:?}",
        said(&window).await
    );
    window.picture("learned-queue");

    // The next report with that word is classified right, and says why.
    let next = elsewhere::report(&user, NEXT, None).await;
    assert_eq!(next.category, belongs);
    window.click("#rows .row-open", NEXT).await;
    window.sees("#ticket .because b", "grimoire").await;

    // The page has the figures, and a cell leads to its tickets.
    opens_the_page(&window).await;
    let right = first.iter().filter(|ticket| ticket.category == belongs).count();
    // Besides the ten, the one that was closed as it was classified.
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
    a_cell_leads_to_its_tickets(&window).await;

    // Going back: the shipped model classifies again, here and after the next start.
    opens_the_page(&window).await;
    window
        .click("#classification tr:last-child button", "Use this version")
        .await;
    window
        .sees("#classification tr:last-child .in-use", "in use")
        .await;
    assert_eq!(elsewhere::report(&user, NEXT, None).await.category, guessed);
    window.nothing_went_wrong().await;
    let _ = window.close();
    let window = laptop.open().await;
    opens_the_page(&window).await;
    window
        .sees("#classification tr:last-child .in-use", "in use")
        .await;
    window
        .click("#classification tr:first-child button", "Use this version")
        .await;
    window
        .sees("#classification tr:first-child .in-use", "in use")
        .await;
    let next = elsewhere::report(&window.api("user"), NEXT, None).await;
    assert_eq!(next.category, belongs);
    window.nothing_went_wrong().await;
}

#[tokio::test]
async fn a_kill_in_the_middle_of_a_lesson_and_a_damaged_model_leave_a_desk_that_works() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let (user, helpdesk) = (window.api("user"), window.api("helpdesk"));
    let belongs = another(guess(&user, &helpdesk).await);
    let mut corrected = Vec::new();
    for number in 0..12 {
        for complaint in COMPLAINTS {
            let text = format!("{complaint}, said visitor {number}");
            let ticket = elsewhere::report(&user, &text, None).await;
            helpdesk
                .set_category(CommandId::new(), ticket.id, belongs)
                .await
                .unwrap();
            corrected.push(ticket.id);
        }
    }
    window.sees("#learning", "Training on 120 corrections").await;
    window.kill();

    // All that was said is there, the shipped model classifies, and it learns again by itself.
    let window = laptop.open().await;
    let helpdesk = window.api("helpdesk");
    for ticket in corrected {
        assert_eq!(helpdesk.ticket(ticket).await.unwrap().category, belongs);
    }
    learning_says(&window, "Trained on 120 corrections").await;
    assert_eq!(
        elsewhere::report(&window.api("user"), NEXT, None).await.category,
        belongs
    );
    let _ = window.close();

    // A damaged model is told; the shipped one classifies, and what was known is learned again.
    let desk = rusqlite::Connection::open(laptop.desk()).unwrap();
    desk.execute("update model set layer = x'00'", []).unwrap();
    drop(desk);
    let window = laptop.open().await;
    window
        .sees(
            "#held .notice",
            "Tickets are classified by the shipped model: what was learned here cannot be used",
        )
        .await;
    window.picture("learning-damaged");
    learning_says(&window, "Trained on 120 corrections").await;
    assert_eq!(
        elsewhere::report(&window.api("user"), NEXT, None).await.category,
        belongs
    );
    window.nothing_went_wrong().await;
}

/// What the model in use says of the next report; the ticket that asked is closed, so that it is out of the way.
async fn guess(user: &Client, helpdesk: &Client) -> Category {
    let asked = elsewhere::report(user, NEXT, None).await;
    elsewhere::close(helpdesk, &asked).await;
    asked.category
}

async fn opens_the_page(window: &Window) {
    window
        .click(".sidebar .nav", "How well are tickets classified?")
        .await;
    window.sees("main h1", "How well are tickets classified?").await;
}

/// Chooses the fullest cell of what was classified wrongly, else of what was classified right.
async fn a_cell_leads_to_its_tickets(window: &Window) {
    let find = "const cells = [...document.querySelectorAll('#classification .matrix button')];
        const fullest = (cells) => cells.sort((one, other) => Number(other.textContent) - Number(one.textContent))[0];
        const cell = fullest(cells.filter((cell) => cell.closest('.wrong'))) ?? fullest(cells);
        cell.click();
        return Number(cell.textContent)";
    let count = window.run(find, vec![]).await.as_i64().unwrap();
    assert!(count > 0);
    window.sees("fieldset legend", "Queue").await;
    let rows = format!("document.querySelectorAll('#rows .row').length === {count}");
    window.until(&format!("the list holds {count}"), &rows).await;
}

/// A picture of the page as it is on a telephone, or beside another program.
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

/// Notes all that the line about learning says.
async fn watch(window: &Window) {
    let watch = "window.said = [];
        setInterval(() => {
            const text = document.getElementById('learning')?.textContent.trim() ?? '';
            if (window.said.at(-1) !== text) window.said.push(text);
        }, 10)";
    window.run(watch, vec![]).await;
}

async fn said(window: &Window) -> Vec<String> {
    let said = window.run("return window.said", vec![]).await;
    let said = said.as_array().cloned().unwrap_or_default();
    said.iter()
        .filter_map(|said| Some(said.as_str()?.to_owned()))
        .collect()
}
