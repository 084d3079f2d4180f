//! The hub's sync routes on loopback, with the pages that laptops share, asked through the typed client.

use std::future::pending;

use api::{Hosts, Limits, Tokens};
use desk::Desk;
use tickets::Role;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;
use wire::sync::{Answers, ChangesQuery, Device, Page, Reset, SentCommands};
use wire::{Client, ClientError, Synced};

/// A served desk. It ends with its runtime.
pub struct Routes {
    runtime: Runtime,
    user: Client,
    helpdesk: Client,
    /// All laptops in one: requests with the nil id are answered at once, however often they come.
    device: Device,
}

impl Routes {
    pub fn serve(desk: &Desk) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let tokens = Tokens::random();
        let router = api::router(desk.clone(), tokens.clone(), Hosts::loopback());
        runtime.spawn(api::serve(listener, router, Limits::default(), pending()));
        let client = |token: &str| Client::new(&address, token).unwrap();
        Self {
            user: client(tokens.user()),
            helpdesk: client(tokens.helpdesk()),
            device: Device {
                id: Uuid::nil(),
                version: "0.1.0".to_owned(),
                waiting: 0,
            },
            runtime,
        }
    }

    pub fn commands(&self, role: Role, sent: &SentCommands) -> Result<Answers, Reset> {
        let request = self.client(role).sync_commands(&self.device, sent);
        answer(self.runtime.block_on(request))
    }

    /// A page; `None` if nothing has changed. A query that would wait for a change is answered at once.
    pub fn page(&self, role: Role, query: &ChangesQuery, head: u64) -> Result<Option<Page>, Reset> {
        let query = ChangesQuery {
            wait: query.wait.filter(|_| head > query.after),
            ..*query
        };
        let request = self.client(role).sync_changes(&self.device, &query);
        answer(self.runtime.block_on(request))
    }

    fn client(&self, role: Role) -> &Client {
        match role {
            Role::User => &self.user,
            Role::Helpdesk => &self.helpdesk,
        }
    }
}

fn answer<T>(answer: Result<Synced<T>, ClientError>) -> Result<T, Reset> {
    match answer.unwrap() {
        Synced::Answer(answer) => Ok(answer),
        Synced::Reset(reset) => Err(reset),
        Synced::OtherProtocol(spoken) => panic!("the hub speaks {spoken:?}"),
    }
}
