//! The helpdesk's desks see each other's open tickets, through the real sync routes.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use api::{Hosts, Limits, Options, Tokens};
use classifier::Classifier;
use desk::{Desk, SystemClock};
use store::MemoryStore;
use sync::{AlsoOpen, Hub, OpenTicket, follow_presence};
use tickets::{Name, TicketId};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;
use uuid::Uuid;
use wire::Client;

struct Campus {
    address: String,
    tokens: Tokens,
    devices: api::Devices,
}

/// A laptop, and what its page shows.
struct Laptop {
    open: watch::Sender<Option<OpenTicket>>,
    also_open: watch::Receiver<Option<AlsoOpen>>,
}

async fn campus() -> Campus {
    let store = Arc::new(MemoryStore::new());
    let desk = Desk::new(store, Arc::new(Classifier::shipped()), Arc::new(SystemClock));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (tokens, options) = (Tokens::random(), Options::default());
    let devices = options.devices.clone();
    let router = api::router_with(desk, tokens.clone(), Hosts::loopback(), options);
    tokio::spawn(api::serve(listener, router, Limits::default(), pending()));
    Campus {
        address,
        tokens,
        devices,
    }
}

impl Campus {
    fn laptop(&self, token: &str) -> Laptop {
        let hub = Hub {
            client: Client::new(&self.address, token).unwrap(),
            device: Uuid::new_v4(),
            version: "0.1.0".to_owned(),
        };
        let (open, opened) = watch::channel(None);
        let (sender, also_open) = watch::channel(None);
        tokio::spawn(follow_presence(hub, || 3, opened, sender));
        Laptop { open, also_open }
    }
}

impl Laptop {
    fn opens(&self, ticket: TicketId, name: &str) {
        let name = Name::new(name).ok();
        self.open.send_replace(Some(OpenTicket { ticket, name }));
    }

    /// Waits until the page shows that this ticket is open at desks of these people.
    async fn sees(&mut self, ticket: TicketId, names: &[&str]) {
        let shows = |also: &Option<AlsoOpen>| {
            let others = also.iter().filter(|also| also.ticket == ticket);
            let others = others.flat_map(|also| also.others.iter());
            let others = others.map(|other| other.name.as_ref().map_or("", Name::as_str));
            others.eq(names.iter().copied())
        };
        let shown = timeout(Duration::from_secs(20), self.also_open.wait_for(shows)).await;
        shown.unwrap().unwrap();
    }
}

#[tokio::test]
async fn two_agents_see_that_both_have_a_ticket_open_until_one_of_them_leaves() {
    let campus = campus().await;
    let (mut noor, mut sam) = (
        campus.laptop(campus.tokens.helpdesk()),
        campus.laptop(campus.tokens.helpdesk()),
    );
    let (lift, lamp) = (TicketId::new(), TicketId::new());
    noor.opens(lift, "Noor");
    sam.opens(lift, "");
    noor.sees(lift, &[""]).await;
    sam.sees(lift, &["Noor"]).await;

    sam.opens(lamp, "");
    noor.sees(lift, &[]).await;
    sam.opens(lift, "Sam");
    noor.sees(lift, &["Sam"]).await;
    sam.open.send_replace(None);
    noor.sees(lift, &[]).await;
    sam.sees(lift, &[]).await;
    let waiting: Vec<u64> = campus.devices.list().iter().map(|seen| seen.waiting).collect();
    assert_eq!(waiting, [3, 3], "the list of devices stays right");
}

#[tokio::test]
async fn a_laptop_without_an_open_ticket_sends_nothing() {
    let campus = campus().await;
    let idle = campus.laptop(campus.tokens.user());
    idle.open.send_replace(None);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(campus.devices.list(), []);
}
