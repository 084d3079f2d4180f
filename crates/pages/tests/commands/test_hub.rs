//! The hub of a laptop, in the state that a test sets.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use desk::Desk;
use pages::HubLink;
use store::{MemoryStore, Replica, StoreError};
use tickets::{CommandId, Role};
use ui::attention::EarlierTickets;
use ui::hub::{Link, Standing};

pub struct TestHub {
    pub replica: Arc<MemoryStore>,
    parked: Mutex<Vec<CommandId>>,
}

impl TestHub {
    /// The hub of a laptop of the helpdesk that has sent nothing yet.
    pub fn new() -> Arc<Self> {
        let replica = Arc::new(MemoryStore::new());
        replica.join(Role::Helpdesk).unwrap();
        Arc::new(Self {
            replica,
            parked: Mutex::default(),
        })
    }

    /// The hub fails on these commands, and on no others.
    pub fn parks(&self, commands: &[CommandId]) {
        *self.parked.lock().unwrap() = commands.to_vec();
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
