//! People who do random things with the tickets on their screens.

use chrono::Utc;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tickets::{
    Action, Assignment, Base, Body, Category, Command, CommandId, Description, Edit, Role, Status, TicketId,
};

use super::OnScreen;

/// A person in front of a laptop.
#[derive(Debug)]
pub struct Person {
    role: Role,
    random: StdRng,
}

impl Person {
    /// A person whose choices follow from the seed.
    #[must_use]
    pub fn new(role: Role, seed: u64) -> Self {
        Self {
            role,
            random: StdRng::seed_from_u64(seed),
        }
    }

    /// The next command: often a report, a message or an edit, sometimes a start or a close. Each text is unique.
    pub fn next(&mut self, screen: &[OnScreen]) -> Command {
        let id = CommandId::new();
        let chosen = self.random.random_range(0..screen.len().max(1));
        let Some(seen) = screen.get(chosen).filter(|_| self.random.random_bool(0.75)) else {
            return self.command(id, TicketId::new(), report(&format!("Report {id}")));
        };
        let moves = match seen.status {
            Status::Open => Some(Action::Start),
            Status::Active => Some(Action::Close),
            Status::Closed => return self.command(id, TicketId::new(), report(&format!("Report {id}"))),
        };
        let moves = moves.filter(|_| self.role == Role::Helpdesk && self.random.random_bool(0.4));
        let action = moves.unwrap_or_else(|| {
            if self.random.random_bool(0.5) {
                message(&format!("Message {id}"))
            } else {
                edit(seen.version, &format!("Edit {id}"))
            }
        });
        self.command(id, seen.ticket, action)
    }

    /// A command that this person gives now.
    #[must_use]
    pub fn command(&self, id: CommandId, ticket: TicketId, action: Action) -> Command {
        Command {
            id,
            role: self.role,
            name: None,
            ticket,
            given_at: Utc::now(),
            only_at: None,
            number: None,
            action,
        }
    }
}

/// A report with this text.
fn report(text: &str) -> Action {
    Action::Report {
        description: Description::new(text).expect("a description"),
        place: None,
        assignment: assignment(),
        follows: None,
        reporter: None,
    }
}

fn message(text: &str) -> Action {
    Action::Write {
        body: Body::new(text).expect("a message"),
    }
}

fn edit(version: u64, text: &str) -> Action {
    Action::Modify {
        edit: Edit {
            base: Base::Version(version),
            description: Some(Description::new(text).expect("a description")),
            place: None,
        },
        assignment: Some(assignment()),
    }
}

fn assignment() -> Assignment {
    Assignment {
        category: Category::TechnicalIt,
        confidence: 0.4,
        sure: false,
        because: Vec::new(),
        model: "test".to_owned(),
    }
}
