//! The three services with a real hub: their figures are compared with a naive computation, while tickets change and
//! after the hub or a service was killed.
#![expect(
    clippy::disallowed_methods,
    reason = "a test uses the system's clock and waits by polling"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking; durations are compared to a millisecond"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::{DateTime, TimeDelta, Utc};
use end_to_end::sample_desk::{Plan, SampleTicket, write_csv};
use end_to_end::{Hub, binary};
use follower::testing::Service;
use serde_json::Value;
use tempfile::tempdir;
use tickets::{Category, CommandId, Status, to_millis};
use tokio::runtime::Runtime;

const TICKETS: u64 = 3_000;

/// The ticket's fields that the naive computation needs.
#[derive(Clone)]
struct TicketFields {
    number: u64,
    category: Category,
    status: Status,
    opened_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
}

#[test]
fn the_figures_equal_those_of_a_naive_computation_before_and_after_changes() {
    let folder = tempdir().expect("a folder");
    let mut tickets = import(folder.path());
    let hub = Hub::start(folder.path());
    let services = Services::beside(&hub, folder.path());
    services.assert_match(&tickets);

    change_some_tickets(&hub, &mut tickets);
    services.assert_match(&tickets);
}

#[test]
fn a_restarted_service_has_the_right_figures() {
    let folder = tempdir().expect("a folder");
    let mut tickets = import(folder.path());
    let hub = Hub::start(folder.path());
    drop(Services::beside(&hub, folder.path()));

    change_some_tickets(&hub, &mut tickets);
    Services::beside(&hub, folder.path()).assert_match(&tickets);
}

#[test]
fn services_follow_a_hub_that_was_killed_and_restarted() {
    let folder = tempdir().expect("a folder");
    let mut tickets = import(folder.path());
    let hub = Hub::start(folder.path());
    let services = Services::beside(&hub, folder.path());
    services.assert_match(&tickets);

    let address = hub.address().trim_start_matches("http://").to_owned();
    hub.kill();
    services
        .backlog
        .json_once("/health", |health| health["error"].is_string());
    let hub = Hub::start_at(folder.path(), &address);
    change_some_tickets(&hub, &mut tickets);
    services.assert_match(&tickets);
}

#[test]
fn services_start_over_if_the_hubs_file_was_replaced_by_an_older_copy_and_changed() {
    let folder = tempdir().expect("a folder");
    let tickets = import(folder.path());
    let older = tempdir().expect("a folder");
    copy_desk(folder.path(), older.path());

    let (mut lost, mut forked) = (tickets.clone(), tickets);
    let hub = Hub::start(folder.path());
    let services = Services::beside(&hub, folder.path());
    change_some_tickets(&hub, &mut lost);
    services.assert_match(&lost);
    let address = hub.address().trim_start_matches("http://").to_owned();
    hub.kill();

    copy_desk(older.path(), folder.path());
    // At another address, so that the services see the fork only after it has more changes than they have read.
    let hub = Hub::start(folder.path());
    change_some_tickets(&hub, &mut forked);
    change_some_tickets(&hub, &mut forked);
    hub.kill();
    let _hub = Hub::start_at(folder.path(), &address);
    services.assert_match(&forked);
}

#[test]
fn services_start_over_after_a_backup_was_restored() {
    let folder = tempdir().expect("a folder");
    let tickets = import(folder.path());
    let hub = Hub::start(folder.path());
    let services = Services::beside(&hub, folder.path());
    hub_with(folder.path(), "backup", "copy.db");
    let mut lost = tickets.clone();
    change_some_tickets(&hub, &mut lost);
    services.assert_match(&lost);

    let address = hub.address().trim_start_matches("http://").to_owned();
    assert!(hub.stop().success());
    hub_with(folder.path(), "restore", "copy.db");
    let hub = Hub::start_at(folder.path(), &address);
    services.assert_match(&tickets);
    let mut changed = tickets;
    change_some_tickets(&hub, &mut changed);
    services.assert_match(&changed);
}

/// Runs `campus-desk-hub backup` or `restore`.
fn hub_with(folder: &Path, task: &str, backup: &str) {
    let mut hub = Command::new(binary("campus-desk-hub"));
    hub.arg(task)
        .arg("--data")
        .arg(folder.join("desk.db"))
        .arg(folder.join(backup));
    let output = hub.output().expect("the hub runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
}

/// Copies `desk.db` with its log, and removes what is left of another one.
fn copy_desk(from: &Path, to: &Path) {
    for name in ["desk.db", "desk.db-wal", "desk.db-shm"] {
        let _ = fs::remove_file(to.join(name));
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).expect("a copy");
        }
    }
}

/// Imports a sample desk with the hub's import command.
fn import(folder: &Path) -> Vec<TicketFields> {
    let plan = || Plan {
        messages: Some(0),
        ..Plan::bench(TICKETS, Utc::now())
    };
    let sample: Vec<SampleTicket> = plan().tickets().expect("the corpus").collect();
    let (tickets, messages) = (folder.join("tickets.csv"), folder.join("messages.csv"));
    write_csv(sample.iter().cloned(), &tickets, &messages).expect("the files");
    let mut import = Command::new(binary("campus-desk-hub"));
    import
        .arg("import")
        .arg("--data")
        .arg(folder.join("desk.db"))
        .arg(tickets);
    assert!(import.output().expect("the import runs").status.success());
    sample.into_iter().map(TicketFields::of).collect()
}

/// Starts five tickets, closes five others and corrects five categories.
fn change_some_tickets(hub: &Hub, tickets: &mut [TicketFields]) {
    let (helpdesk, runtime) = (hub.client("helpdesk"), Runtime::new().expect("a runtime"));
    let has_status = |status| move |ticket: &&mut TicketFields| ticket.status == status;
    runtime.block_on(async {
        for ticket in tickets.iter_mut().filter(has_status(Status::Open)).take(5) {
            let now = helpdesk
                .set_status(CommandId::new(), ticket.number, Status::Active)
                .await;
            ticket.status = now.expect("accepted").status;
        }
        for ticket in tickets
            .iter_mut()
            .rev()
            .filter(has_status(Status::Active))
            .take(5)
        {
            let now = helpdesk
                .set_status(CommandId::new(), ticket.number, Status::Closed)
                .await;
            let now = now.expect("accepted");
            (ticket.status, ticket.closed_at) = (now.status, now.closed_at);
        }
        for ticket in tickets.iter_mut().filter(has_status(Status::Open)).take(5) {
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
        let tokens = tokens.to_str().expect("a UTF-8 path");
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
            Service::start_standalone(program.to_str().expect("a UTF-8 path"), &arguments)
        };
        Self {
            backlog: start("backlog"),
            resolution_time: start("resolution-time"),
            category_load: start("category-load"),
        }
    }

    /// Asserts that all figures are right once the services have received the last change.
    fn assert_match(&self, tickets: &[TicketFields]) {
        let loads = loads(tickets);
        self.category_load
            .json_once("/category-load", |answer| *answer == loads);
        self.assert_backlog(tickets);
        self.assert_resolution_times(tickets);
    }

    fn assert_backlog(&self, tickets: &[TicketFields]) {
        for (last, length) in [
            ("48h", TimeDelta::hours(48)),
            ("30d", TimeDelta::days(30)),
            ("3650d", TimeDelta::days(3650)),
        ] {
            let right = |answer: &Value| {
                let until: DateTime<Utc> = answer["until"].as_str().expect("a time").parse().expect("a time");
                let opened =
                    |ticket: &&TicketFields| until - length <= ticket.opened_at && ticket.opened_at < until;
                let unclosed = tickets.iter().filter(|ticket| ticket.closed_at.is_none());
                answer["count"] == unclosed.filter(opened).count()
            };
            self.backlog.json_once(&format!("/backlog?last={last}"), right);
        }
    }

    fn assert_resolution_times(&self, tickets: &[TicketFields]) {
        for (query, category) in [
            ("", None),
            ("?category=technical-it", Some(Category::TechnicalIt)),
        ] {
            let expected = by_month(tickets, category);
            let right = |answer: &Value| {
                let months = answer["months"].as_array().expect("months");
                months.len() == expected.len()
                    && months
                        .iter()
                        .zip(&expected)
                        .all(|(month, expected)| same(month, expected))
            };
            self.resolution_time
                .json_once(&format!("/resolution-time{query}"), right);
        }
    }
}

fn loads(tickets: &[TicketFields]) -> Value {
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

/// The resolution times in seconds by month of opening, in ascending order.
fn by_month(tickets: &[TicketFields], category: Option<Category>) -> BTreeMap<String, Vec<f64>> {
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

/// Whether the service's month equals the computed one: count, mean and median.
fn same(answer: &Value, (month, lasted): (&String, &Vec<f64>)) -> bool {
    let middle = (lasted[(lasted.len() - 1) / 2] + lasted[lasted.len() / 2]) / 2.0;
    let mean = lasted.iter().sum::<f64>() / lasted.len() as f64;
    let near = |name: &str, value: f64| {
        answer[name]
            .as_f64()
            .is_some_and(|figure| (figure - value).abs() < 0.001)
    };
    answer["month"] == **month
        && answer["closed"] == lasted.len()
        && near("mean_seconds", mean)
        && near("median_seconds", middle)
}

impl TicketFields {
    fn of(sample: SampleTicket) -> Self {
        // The CSV file has whole milliseconds.
        Self {
            number: sample.number,
            category: sample.category.expect("planned with a category"),
            status: sample.status,
            opened_at: to_millis(sample.opened_at),
            closed_at: sample.closed_at.map(to_millis),
        }
    }
}
