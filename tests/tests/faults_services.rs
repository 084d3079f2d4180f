//! The three services beside a real hub: their figures against a plain computation, while tickets change
//! and after either side was killed.
#![expect(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking; durations are compared to a millisecond"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use chrono::{DateTime, TimeDelta, Utc};
use end_to_end::realistic::{Made, Plan, write_csv};
use end_to_end::{Hub, binary};
use follower::testing::Service;
use serde_json::Value;
use tempfile::tempdir;
use tickets::{Category, CommandId, Status, to_millis};
use tokio::runtime::Runtime;

const TICKETS: u64 = 3_000;

/// What a plain computation needs of a ticket.
struct Plain {
    number: u64,
    category: Category,
    status: Status,
    opened_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
}

#[test]
fn the_figures_are_those_of_a_plain_computation() {
    let folder = tempdir().expect("a folder");
    let mut tickets = import(folder.path());
    let hub = Hub::start(folder.path());
    let services = Services::beside(&hub, folder.path());
    services.agree_with(&tickets);

    work_through_some(&hub, &mut tickets);
    services.agree_with(&tickets);
}

#[test]
fn a_service_that_is_killed_and_started_again_has_the_right_figures() {
    let folder = tempdir().expect("a folder");
    let mut tickets = import(folder.path());
    let hub = Hub::start(folder.path());
    drop(Services::beside(&hub, folder.path()));

    work_through_some(&hub, &mut tickets);
    Services::beside(&hub, folder.path()).agree_with(&tickets);
}

#[test]
fn a_hub_that_is_killed_and_started_again_is_followed_on() {
    let folder = tempdir().expect("a folder");
    let mut tickets = import(folder.path());
    let hub = Hub::start(folder.path());
    let services = Services::beside(&hub, folder.path());
    services.agree_with(&tickets);

    let address = hub.address().trim_start_matches("http://").to_owned();
    hub.kill();
    services
        .backlog
        .json_once("/health", |health| health["error"].is_string());
    let hub = Hub::start_at(folder.path(), &address);
    work_through_some(&hub, &mut tickets);
    services.agree_with(&tickets);
}

/// A desk of realistic tickets, put there as an admin does.
fn import(folder: &Path) -> Vec<Plain> {
    let plan = || Plan {
        messages: Some(0),
        ..Plan::bench(TICKETS, Utc::now())
    };
    let made: Vec<Made> = plan().make().expect("the corpus").collect();
    let (tickets, messages) = (folder.join("tickets.csv"), folder.join("messages.csv"));
    write_csv(made.iter().cloned(), &tickets, &messages).expect("the files");
    let mut import = Command::new(binary("campus-desk-hub"));
    import
        .arg("import")
        .arg("--data")
        .arg(folder.join("desk.db"))
        .arg(tickets);
    assert!(import.output().expect("the import runs").status.success());
    made.into_iter().map(Plain::of).collect()
}

/// The helpdesk takes on five tickets, closes five others and corrects five categories.
fn work_through_some(hub: &Hub, tickets: &mut [Plain]) {
    let (helpdesk, runtime) = (hub.client("helpdesk"), Runtime::new().expect("a runtime"));
    let take = |status| move |ticket: &&mut Plain| ticket.status == status;
    runtime.block_on(async {
        for ticket in tickets.iter_mut().filter(take(Status::Open)).take(5) {
            let now = helpdesk
                .set_status(CommandId::new(), ticket.number, Status::Active)
                .await;
            ticket.status = now.expect("accepted").status;
        }
        for ticket in tickets.iter_mut().rev().filter(take(Status::Active)).take(5) {
            let now = helpdesk
                .set_status(CommandId::new(), ticket.number, Status::Closed)
                .await;
            let now = now.expect("accepted");
            (ticket.status, ticket.closed_at) = (now.status, now.closed_at);
        }
        for ticket in tickets.iter_mut().filter(take(Status::Open)).take(5) {
            let category = Category::ServicesComplaints;
            let now = helpdesk
                .set_category(CommandId::new(), ticket.number, category)
                .await;
            ticket.category = now.expect("accepted").category;
        }
    });
}

struct Services {
    backlog: Service,
    resolution_time: Service,
    category_load: Service,
}

impl Services {
    fn beside(hub: &Hub, folder: &Path) -> Self {
        let tokens = folder.join("tokens.toml");
        let tokens = tokens.to_str().expect("a path in words");
        let start = |name: &str| {
            let program = binary(&format!("campus-desk-{name}"));
            let arguments = [
                "--api",
                hub.address(),
                "--token-file",
                tokens,
                "--time-zone",
                "Europe/Rome",
            ];
            Service::start_standalone(program.to_str().expect("a path in words"), &arguments)
        };
        Self {
            backlog: start("backlog"),
            resolution_time: start("resolution-time"),
            category_load: start("category-load"),
        }
    }

    /// Every figure, as soon as the last change has come through.
    fn agree_with(&self, tickets: &[Plain]) {
        let loads = loads(tickets);
        self.category_load
            .json_once("/category-load", |said| *said == loads);
        self.agree_on_the_backlog(tickets);
        self.agree_on_resolution_times(tickets);
    }

    fn agree_on_the_backlog(&self, tickets: &[Plain]) {
        for (last, length) in [
            ("48h", TimeDelta::hours(48)),
            ("30d", TimeDelta::days(30)),
            ("3650d", TimeDelta::days(3650)),
        ] {
            let right = |said: &Value| {
                let until: DateTime<Utc> = said["until"].as_str().expect("a time").parse().expect("a time");
                let opened = |ticket: &&Plain| until - length <= ticket.opened_at && ticket.opened_at < until;
                let unclosed = tickets.iter().filter(|ticket| ticket.closed_at.is_none());
                said["count"] == unclosed.filter(opened).count()
            };
            self.backlog.json_once(&format!("/backlog?last={last}"), right);
        }
    }

    fn agree_on_resolution_times(&self, tickets: &[Plain]) {
        for (query, category) in [
            ("", None),
            ("?category=technical-it", Some(Category::TechnicalIt)),
        ] {
            let by_hand = by_month(tickets, category);
            let right = |said: &Value| {
                let months = said["months"].as_array().expect("months");
                months.len() == by_hand.len()
                    && months
                        .iter()
                        .zip(&by_hand)
                        .all(|(said, by_hand)| same(said, by_hand))
            };
            self.resolution_time
                .json_once(&format!("/resolution-time{query}"), right);
        }
    }
}

fn loads(tickets: &[Plain]) -> Value {
    let count = |category, status| {
        let here = tickets
            .iter()
            .filter(|ticket| (ticket.category, ticket.status) == (category, status));
        here.count()
    };
    let load = |category: &Category| {
        serde_json::json!({
            "category": category,
            "active": count(*category, Status::Active),
            "open": count(*category, Status::Open),
        })
    };
    serde_json::json!({ "categories": Category::ALL.iter().map(load).collect::<Value>() })
}

/// How many seconds the tickets of each month took, in order.
fn by_month(tickets: &[Plain], category: Option<Category>) -> BTreeMap<String, Vec<f64>> {
    let mut months: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for ticket in tickets
        .iter()
        .filter(|ticket| category.is_none_or(|category| category == ticket.category))
    {
        let opened = ticket.opened_at.with_timezone(&chrono_tz::Europe::Rome);
        if let Some(closed_at) = ticket.closed_at {
            let lasted = (closed_at - ticket.opened_at).num_milliseconds() as f64 / 1000.0;
            months
                .entry(opened.format("%Y-%m").to_string())
                .or_default()
                .push(lasted);
        }
    }
    months
        .values_mut()
        .for_each(|lasted| lasted.sort_by(f64::total_cmp));
    months
}

/// A month as it was said and as it was computed: count, mean, and the mean of the two in the middle.
fn same(said: &Value, (month, lasted): (&String, &Vec<f64>)) -> bool {
    let middle = (lasted[(lasted.len() - 1) / 2] + lasted[lasted.len() / 2]) / 2.0;
    let mean = lasted.iter().sum::<f64>() / lasted.len() as f64;
    let near = |name: &str, value: f64| {
        said[name]
            .as_f64()
            .is_some_and(|said| (said - value).abs() < 0.001)
    };
    said["month"] == **month
        && said["closed"] == lasted.len()
        && near("mean_seconds", mean)
        && near("median_seconds", middle)
}

impl Plain {
    fn of(made: Made) -> Self {
        // The file has whole milliseconds.
        Self {
            number: made.number,
            category: made.category.expect("made with its category"),
            status: made.status,
            opened_at: to_millis(made.opened_at),
            closed_at: made.closed_at.map(to_millis),
        }
    }
}
