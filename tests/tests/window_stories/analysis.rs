//! The analyses: figure, chart and table, and the link from a bar to its tickets.
//!
//! The first half of the backlog counts all tickets that are not closed, the second half those of the chosen period.

use chrono::{DateTime, TimeDelta, Utc};
use end_to_end::sample_desk::{Plan, SampleTicket, write_csv};
use end_to_end::window::{Key, Laptop, Window};
use tickets::{Category, Status};

use crate::other_clients;

/// Imports a sample desk of twelve months; returns its tickets.
fn import_sample(laptop: &Laptop) -> Vec<SampleTicket> {
    let plan = Plan {
        with_category: true,
        ..Plan::demo(Utc::now())
    };
    let made: Vec<SampleTicket> = plan.tickets().unwrap().collect();
    let files = tempfile::tempdir().unwrap();
    let (tickets, messages) = (
        files.path().join("tickets.csv"),
        files.path().join("messages.csv"),
    );
    write_csv(made.iter().cloned(), &tickets, &messages).unwrap();
    laptop.import(&tickets, &messages);
    made
}

/// The number of tickets opened since then and not closed.
fn unclosed(made: &[SampleTicket], since: DateTime<Utc>) -> usize {
    made.iter()
        .filter(|ticket| ticket.status != Status::Closed && ticket.opened_at >= since)
        .count()
}

async fn analysis(window: &Window, name: &str) {
    window.click(".sidebar .nav", name).await;
    window.sees("main h1", name).await;
    window.sees("#panel .figure", "").await;
    window
        .until(
            "the chart is drawn",
            "document.querySelector('#panel figure .drawing svg path')",
        )
        .await;
}

#[tokio::test]
async fn each_analysis_shows_figure_chart_and_table_and_links_its_bars_to_the_tickets() {
    let laptop = Laptop::of_the_helpdesk();
    let made = import_sample(&laptop);
    let window = laptop.open().await;
    window.click("button", "Analysis").await;

    // Backlog: each preset, a custom period, a category.
    analysis(&window, "Backlog").await;
    let all = unclosed(&made, DateTime::UNIX_EPOCH);
    shows_figure_in(&window, ".backlog-all", all).await;
    assert_eq!(sum_of_last_column(&window, ".backlog-all").await, all);
    the_oldest_is_named_and_opened(&window, &made).await;
    let days = |days| Utc::now() - TimeDelta::days(days);
    for (preset, since) in [("7 days", days(7)), ("30 days", days(30))] {
        window.click(".segment", preset).await;
        shows_figure_in(&window, PERIOD, unclosed(&made, since)).await;
        shows_figure_in(&window, ".backlog-all", all).await;
    }
    window
        .run("document.getElementById('free-amount').value = ''", vec![])
        .await;
    window.types("#free-amount", "200").await;
    window.press(Key::Enter).await;
    window.chooses("#free-unit", "d").await;
    window.press(Key::Tab).await;
    shows_figure_in(&window, PERIOD, unclosed(&made, days(200))).await;
    window.picture("analysis-backlog");
    let of_it = made
        .iter()
        .filter(|t| t.category == Some(Category::TechnicalIt) && t.status != Status::Closed);
    let of_it = of_it.filter(|t| t.opened_at >= days(200)).count();
    window
        .chooses("#analysis-form select[name=category]", "technical-it")
        .await;
    shows_figure_in(&window, PERIOD, of_it).await;
    window.chooses("#analysis-form select[name=category]", "").await;
    shows_figure_in(&window, PERIOD, unclosed(&made, days(200))).await;
    assert_eq!(
        sum_of_last_column(&window, PERIOD).await,
        unclosed(&made, days(200))
    );
    a_bar_links_to_its_tickets(&window).await;

    // A number in a table links to that many tickets.
    for name in ["Resolution time", "Category load"] {
        window.click("button", "Analysis").await;
        analysis(&window, name).await;
        window.picture(&format!("analysis-{}", name.to_lowercase().replace(' ', "-")));
        a_number_links_to_its_tickets(&window).await;
    }
    let active = made
        .iter()
        .filter(|ticket| ticket.status == Status::Active)
        .count();
    window.click("button", "Analysis").await;
    analysis(&window, "Category load").await;
    shows_figure(&window, active).await;
    window.assert_no_errors().await;
}

#[tokio::test]
async fn the_overview_shows_all_analyses_and_leads_to_each() {
    let laptop = Laptop::of_the_helpdesk();
    let made = import_sample(&laptop);
    let window = laptop.open().await;
    window.click("button", "Analysis").await;
    shows_overview(&window, &made).await;
    window.picture("analysis-overview");

    // While a service is down, only its part says so.
    let (_, backlog) = window
        .services()
        .into_iter()
        .find(|(name, _)| name == "campus-desk-backlog")
        .unwrap();
    backlog.kill();
    let user = window.api("user");
    other_clients::report(&user, "Window 6 is broken", None).await;
    shows_figure_in(&window, ".backlog-all", unclosed(&made, DateTime::UNIX_EPOCH) + 1).await;
    let three = "document.querySelectorAll('#panel .panel figure svg').length === 3";
    window.until("three charts are drawn again", three).await;

    window
        .click("#overview-category-load h2 button", "Category load")
        .await;
    window.sees("main h1", "Category load").await;
    window.assert_no_errors().await;
}

async fn shows_overview(window: &Window, made: &[SampleTicket]) {
    window.click(".sidebar .nav", "Overview").await;
    shows_figure_in(window, ".backlog-all", unclosed(made, DateTime::UNIX_EPOCH)).await;
    let drawn = "document.querySelectorAll('#panel .panel figure .drawing svg path').length > 0
        && document.querySelectorAll('#panel .panel figure svg').length === 3";
    window.until("three charts are drawn", drawn).await;
    // The drawing is on the page before it is painted.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
}

#[tokio::test]
async fn each_analysis_is_drawn_in_the_dark_theme() {
    let laptop = Laptop::of_the_helpdesk().dark();
    let made = import_sample(&laptop);
    let window = laptop.open().await;
    window.click("button", "Analysis").await;
    shows_overview(&window, &made).await;
    window.picture("dark-analysis-overview");
    for name in ["Backlog", "Resolution time", "Category load"] {
        analysis(&window, name).await;
        // The drawing is on the page before it is painted.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        window.picture(&format!(
            "dark-analysis-{}",
            name.to_lowercase().replace(' ', "-")
        ));
    }
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_killed_service_is_restarted_within_seconds_and_shows_the_right_figure() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let user = window.api("user");
    for number in 1..=5 {
        other_clients::report(&user, &format!("Window {number} is broken"), None).await;
    }
    window.click("button", "Analysis").await;
    analysis(&window, "Backlog").await;
    shows_figure(&window, 5).await;

    let (_, backlog) = window
        .services()
        .into_iter()
        .find(|(name, _)| name == "campus-desk-backlog")
        .unwrap();
    backlog.kill();
    other_clients::report(&user, "Window 6 is broken", None).await;
    window.sees("#panel", "Analysis unavailable, retrying").await;
    window.picture("analysis-unavailable");
    let began = std::time::Instant::now();
    shows_figure(&window, 6).await;
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());

    // A change updates the panel without a reload and without drawing the chart from the start.
    other_clients::report(&user, "Window 7 is broken", None).await;
    shows_figure(&window, 7).await;
    window.assert_no_errors().await;
}

/// The second half of the backlog.
const PERIOD: &str = ".backlog-period";

async fn shows_figure(window: &Window, count: usize) {
    shows_figure_in(window, ".analysis-panel", count).await;
}

async fn shows_figure_in(window: &Window, part: &str, count: usize) {
    let expression = format!(
        "Number(document.querySelector('#panel {part} .figure strong')?.textContent.match(/[\\d,.]+/)?.[0].replace(/\\D/g, '')) === {count}"
    );
    window.until(&format!("the figure is {count}"), &expression).await;
}

async fn sum_of_last_column(window: &Window, part: &str) -> usize {
    let sum = format!(
        "return [...document.querySelectorAll('#panel {part} table tbody tr td:last-child')]
        .reduce((sum, cell) => sum + (Number(cell.textContent) || 0), 0)"
    );
    usize::try_from(window.run(&sum, vec![]).await.as_u64().unwrap()).unwrap()
}

/// The chart by age names the ticket that waits longest, and its button lists that ticket.
async fn the_oldest_is_named_and_opened(window: &Window, made: &[SampleTicket]) {
    let waiting = made.iter().filter(|ticket| ticket.status != Status::Closed);
    let oldest = waiting.min_by_key(|ticket| ticket.opened_at).unwrap();
    let category = oldest.category.unwrap().title();
    let days = (Utc::now() - oldest.opened_at).num_days();
    let named = format!("Oldest waiting: {days} days, {category}");
    window.sees("#panel .backlog-all figcaption", &named).await;
    window.picture("analysis-backlog-ages");
    window.click("#panel .oldest", "Show the oldest").await;
    lists(window, 1).await;
    window.click("button", "Analysis").await;
    analysis(window, "Backlog").await;
}

/// Clicks the highest bar of the chart: the list shows its tickets.
async fn a_bar_links_to_its_tickets(window: &Window) {
    let find = "const place = document.querySelector('#panel .backlog-period figure .drawing');
        place.scrollIntoView({ block: 'center' });
        const chart = window.echarts.getInstanceByDom(place);
        const bars = chart.getOption().series.flatMap((series, seriesIndex) => (series.data ?? []).map((bar, at) =>
            ({ seriesIndex, at, count: Array.isArray(bar.value) ? Number(bar.value.at(-1)) : Number(bar.value ?? 0), query: bar.query })));
        const bar = bars.filter((bar) => bar.query && bar.seriesIndex === 0).sort((one, other) => other.count - one.count)[0];
        const [x, y] = chart.convertToPixel({ seriesIndex: bar.seriesIndex }, [bar.at, bar.count / 2]);
        const box = place.getBoundingClientRect();
        return [Math.round(box.left + x), Math.round(box.top + y), bar.count]";
    let found = window.run(find, vec![]).await;
    let number = |at: usize| found[at].as_i64().unwrap();
    window.clicks_at(number(0), number(1)).await;
    lists(window, number(2)).await;
}

async fn a_number_links_to_its_tickets(window: &Window) {
    window.click("#panel .numbers summary", "").await;
    let find = "const buttons = [...document.querySelectorAll('#panel table [data-query]')];
        const counted = buttons.map((button) => [button, Number((/^\\d+$/.test(button.textContent.trim()) ? button : button.closest('tr').querySelector('td')).textContent.match(/\\d+/)?.[0])]);
        const [button, count] = counted.filter(([, count]) => count > 0 && count <= 50).sort((one, other) => other[1] - one[1])[0];
        button.click();
        return count";
    let count = window.run(find, vec![]).await.as_i64().unwrap();
    lists(window, count).await;
}

async fn lists(window: &Window, count: i64) {
    window.sees(".sidebar h2", "Queue").await;
    let rows = format!("document.querySelectorAll('#rows .row').length === {count}");
    window.until(&format!("the list holds {count}"), &rows).await;
}
