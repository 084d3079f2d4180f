//! The hub of a laptop, in the state that a test sets.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use desk::Desk;
use pages::HubLink;
use store::{MemoryStore, Replica, StoreError};
use tickets::{CommandId, Name, Role, TicketId};
use ui::attention::EarlierTickets;
use ui::hub::{Link, Standing};

pub struct TestHub {
    pub replica: Arc<MemoryStore>,
    parked: Mutex<Vec<CommandId>>,
    open_ticket: Mutex<Option<(TicketId, Option<Name>)>>,
    other_desks: Mutex<Vec<Option<Name>>>,
}

impl TestHub {
    /// The hub of a laptop of the helpdesk that has sent nothing yet.
    pub fn new() -> Arc<Self> {
        let replica = Arc::new(MemoryStore::new());
        replica.join(Role::Helpdesk).unwrap();
        Arc::new(Self {
            replica,
            parked: Mutex::default(),
            open_ticket: Mutex::default(),
            other_desks: Mutex::default(),
        })
    }

    /// The hub fails on these commands, and on no others.
    pub fn parks(&self, commands: &[CommandId]) {
        *self.parked.lock().unwrap() = commands.to_vec();
    }

    /// The ticket that other desks see as open here, with the name of the person.
    pub fn open_ticket(&self) -> Option<(TicketId, Option<Name>)> {
        self.open_ticket.lock().unwrap().clone()
    }

    /// The ticket that is open here is open at these desks too.
    pub fn is_open_at(&self, others: &[Option<Name>]) {
        *self.other_desks.lock().unwrap() = others.to_vec();
    }
}

impl HubLink for TestHub {
    fn standing(&self) -> Standing {
        Standing {
            link: Link::Online,
            since: DateTime::<Utc>::UNIX_EPOCH,
            waiting: self.replica.outbox().unwrap().len(),
            complete: true,
        }
    }

    fn parked(&self) -> Vec<CommandId> {
        self.parked.lock().unwrap().clone()
    }

    fn replica(&self) -> &dyn Replica {
        &*self.replica
    }

    fn set_open_ticket(&self, open: Option<(TicketId, Option<Name>)>) {
        *self.open_ticket.lock().unwrap() = open;
    }

    fn other_desks(&self, ticket: TicketId) -> Vec<Option<Name>> {
        let is_open = self.open_ticket().is_some_and(|(open, _)| open == ticket);
        if is_open {
            self.other_desks.lock().unwrap().clone()
        } else {
            Vec::new()
        }
    }

    fn earlier_desk(&self) -> Option<EarlierTickets> {
        None
    }

    fn send_earlier_tickets(&self, _: &Desk) -> Result<(), StoreError> {
        Ok(())
    }

    fn leave_earlier_tickets(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
