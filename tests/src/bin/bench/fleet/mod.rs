//! A hub with many laptops: a real hub process, and laptops with the typed client and a connection each, all on this machine.

mod bytes;
mod first_sync;
mod following;
mod laptop;
mod observed;
mod relay;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use end_to_end::Hub;
use tickets::{Role, TicketId};
use tokio::task::JoinSet;
use uuid::Uuid;

use self::laptop::Laptop;
use self::observed::Observed;
use crate::over_http::{megabytes, processor_seconds};
use crate::timing::{Row, of};

/// How long commands are measured at [`RATE`].
const MEASURED: Duration = Duration::from_secs(30);

/// Commands a second while the way of a report is measured.
const RATE: f64 = 10.0;

/// How long the hub gets as many commands as it accepts.
const FLOOD: Duration = Duration::from_secs(10);

const TEXT: &str =
    "The projector in the lecture hall shows a green picture since this morning, and the lecture is at ten";

/// Measures a hub on the desk in `folder`.
pub async fn rows(folder: &Path, laptops: usize) -> Result<Vec<Row>> {
    let hub = Hub::start_without_backups(folder);
    let mut rows = first_sync::rows(hub.address()).await?;
    rows.push(bytes::of_one_laptop(hub.address()).await?);
    let mut fleet = Fleet::connect(hub.address(), laptops).await?;
    eprintln!("    {laptops} laptops are connected");
    rows.push(fleet.report_to_row().await?);
    rows.extend(bytes::of_one_change(&fleet).await?);
    rows.push(
        fleet
            .flood(
                hub.id(),
                "commands that the hub accepts, while all laptops follow",
            )
            .await?,
    );
    rows.push(Row::figure(
        "the hub's memory with all laptops (RSS)",
        megabytes(hub.id())?,
        "MB",
        "200 MB",
    ));
    fleet.following.shutdown().await;
    rows.push(fleet.flood(hub.id(), "the same, while no laptop follows").await?);
    fleet.follow().await?;
    rows.extend(fleet.restart(hub, folder).await?);
    Ok(rows)
}

/// Laptops that follow a hub.
struct Fleet {
    address: String,
    desk: Uuid,
    laptops: Vec<Laptop>,
    observed: Arc<Observed>,
    /// Dropping them ends the laptops.
    following: JoinSet<()>,
}

impl Fleet {
    /// One laptop in twenty is of the helpdesk.
    async fn connect(address: &str, count: usize) -> Result<Self> {
        let role = |index| {
            if index % 20 == 0 {
                Role::Helpdesk
            } else {
                Role::User
            }
        };
        let laptops = (0..count)
            .map(|index| Laptop::new(index, role(index), address))
            .collect::<Result<Vec<_>>>()?;
        let first = laptops.first().context("no laptops")?;
        let mut fleet = Self {
            address: address.to_owned(),
            desk: first.hello().await?.desk,
            laptops,
            observed: Arc::new(Observed::new(count)),
            following: JoinSet::new(),
        };
        fleet.follow().await?;
        Ok(fleet)
    }

    /// All laptops follow the hub, from its head on.
    async fn follow(&mut self) -> Result<()> {
        self.observed.begin();
        for laptop in &self.laptops {
            self.following.spawn(laptop.clone().follow(self.observed.clone()));
            // A campus does not switch all laptops on in one moment.
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let all = self.observed.all_at(1).await;
        all.map(drop).context("not all laptops were answered")
    }

    fn user(&self, number: usize) -> Result<&Laptop> {
        let index = (number * 7 + 1) % self.laptops.len();
        self.laptops.get(index).context("a laptop")
    }

    /// From the moment a laptop sends a report until the laptops of the helpdesk have it.
    async fn report_to_row(&self) -> Result<Row> {
        let began = Instant::now();
        let mut sending = JoinSet::new();
        for number in 0.. {
            let due = began + Duration::from_secs_f64(f64::from(number) / RATE);
            if due > began + MEASURED {
                break;
            }
            tokio::time::sleep_until(due.into()).await;
            let (laptop, desk, ticket) = (self.user(number as usize)?.clone(), self.desk, TicketId::new());
            self.observed.sends(ticket);
            sending.spawn(async move { laptop.report(desk, ticket, TEXT).await });
        }
        let mut head = 0;
        while let Some(sent) = sending.join_next().await {
            head = head.max(sent??);
        }
        self.observed
            .all_at(head)
            .await
            .context("not all laptops are current")?;
        let times = of(self.observed.take_arrivals());
        eprintln!("    the way of a report: {} arrivals", times.draws);
        Ok(Row::timed(
            "report on laptop A until laptop B has the row, 10 commands/s",
            times,
            "150 ms p50, 500 ms p99",
        ))
    }

    /// All laptops send reports, each the next one when the hub has answered. The hub refuses what is too much, and the
    /// laptop waits as long as the hub says.
    async fn flood(&self, hub: u32, what: &'static str) -> Result<Row> {
        let used = || anyhow::Ok([processor_seconds(hub)?, processor_seconds(std::process::id())?]);
        let before = used()?;
        let end = Instant::now() + FLOOD;
        let mut sending = JoinSet::new();
        for laptop in &self.laptops {
            let (laptop, desk) = (laptop.clone(), self.desk);
            sending.spawn(async move {
                let mut accepted = 0;
                let mut head = 0;
                while Instant::now() < end {
                    match laptop.report(desk, TicketId::new(), TEXT).await {
                        Ok(now) => (accepted, head) = (accepted + 1, now),
                        Err(_) => tokio::time::sleep(Duration::from_secs(1)).await,
                    }
                }
                (accepted, head)
            });
        }
        let began = Instant::now();
        let done = sending.join_all().await;
        let accepted: u32 = done.iter().map(|(accepted, _)| accepted).sum();
        let rate = f64::from(accepted) / began.elapsed().as_secs_f64();
        let head = done.iter().map(|(_, head)| *head).max().unwrap_or(0);
        let [hub_used, laptops_used] = used()?;
        eprintln!(
            "    {accepted} commands accepted in {:.1} s; processor time: hub {:.1} s, laptops {:.1} s",
            began.elapsed().as_secs_f64(),
            hub_used - before[0],
            laptops_used - before[1],
        );
        if !self.following.is_empty() {
            let current = self.observed.all_at(head).await;
            let current = current.context("not all laptops are current")?;
            eprintln!(
                "    all laptops were current {:.1} s after {accepted} commands",
                current.saturating_duration_since(end).as_secs_f64()
            );
        }
        Ok(Row::figure(what, rate, "a second", "2,000 a second"))
    }

    /// The hub is killed, and started again at once.
    async fn restart(&self, hub: Hub, folder: &Path) -> Result<Vec<Row>> {
        let listen = self.address.trim_start_matches("http://").to_owned();
        let killed = Instant::now();
        hub.kill();
        let folder = folder.to_owned();
        let start = move || Hub::start_without_backups_at(&folder, &listen);
        let hub = std::thread::spawn(start)
            .join()
            .ok()
            .context("the hub does not start")?;
        eprintln!(
            "    the hub listens {:.1} s after its end",
            killed.elapsed().as_secs_f64()
        );
        let laptop = Laptop::new(0, Role::User, &self.address)?;
        let head = laptop.report(self.desk, TicketId::new(), TEXT).await?;
        self.observed.measure_answers();
        let current = self
            .observed
            .all_at(head)
            .await
            .context("not all laptops came back")?;
        Ok(vec![
            Row::figure(
                "hub killed and started: until all laptops are current",
                current.duration_since(killed).as_secs_f64(),
                "s",
                "15 s",
            ),
            Row::figure(
                "the slowest answer until then",
                self.observed.slowest_answer().as_secs_f64() * 1_000.0,
                "ms",
                "5,000 ms",
            ),
            Row::figure(
                "the hub's memory after that (RSS)",
                megabytes(hub.id())?,
                "MB",
                "200 MB",
            ),
        ])
    }
}
