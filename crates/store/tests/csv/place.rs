//! A desk in a folder, with files beside it.

use std::fs;
use std::path::{Path, PathBuf};

use store::contract::fixtures::{assignment, ids};
use store::csv::{CsvError, Export, Import};
use store::{Bulk, Feed, Imported, SqliteStore, TicketStore};
use tickets::{Assignment, Category, Filter, Order, TicketPage, TicketRef};

pub const HEAD: &str = "number,description,place,category,status,opened_at,modified_at,closed_at\n";
pub const MESSAGES: &str = "number,at,role,name,body\n";
pub const A_ROW: &str = "7,The lift is stuck,Library,,open,2025-03-02T09:00:00Z,2025-03-02T10:00:00Z,\n";

pub struct Place {
    pub folder: tempfile::TempDir,
    pub store: SqliteStore,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("desk.db")).unwrap();
        Self { folder, store }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn import(&self, tickets: &str, messages: Option<&str>) -> Result<Imported, CsvError> {
        let write = |name: &str, text: &str| {
            let file = self.file(name);
            fs::write(&file, text).unwrap();
            file
        };
        let tickets = write("in.csv", tickets);
        let messages = messages.map(|text| write("in-messages.csv", text));
        import(&self.store, &tickets, messages.as_deref())
    }

    pub fn export(&self) -> (String, String) {
        let (tickets, messages) = (self.file("out.csv"), self.file("out-messages.csv"));
        let export = Export {
            tickets: &tickets,
            messages: Some(&messages),
            for_spreadsheets: false,
        };
        export.run(&*self.store.snapshot().unwrap(), &mut |_| ()).unwrap();
        (
            fs::read_to_string(tickets).unwrap(),
            fs::read_to_string(messages).unwrap(),
        )
    }

    pub fn page(&self, number: u64) -> TicketPage {
        self.store
            .ticket_page(TicketRef::Number(number))
            .unwrap()
            .unwrap()
    }

    pub fn is_empty(&self) -> bool {
        *self.store.feed().borrow() == 0 && ids(&self.store, Filter::default(), Order::Newest).is_empty()
    }
}

pub fn by_the_classifier(text: &str) -> Assignment {
    let category = if text.contains("Wi-Fi") {
        Category::TechnicalIt
    } else {
        Category::FacilityManagement
    };
    assignment(category, true)
}

/// The time of all imports.
pub fn today() -> chrono::DateTime<chrono::Utc> {
    "2027-01-01T00:00:00Z".parse().unwrap()
}

pub fn import(store: &SqliteStore, tickets: &Path, messages: Option<&Path>) -> Result<Imported, CsvError> {
    let import = Import {
        tickets,
        messages,
        classify: &by_the_classifier,
        now: today(),
    };
    import.run(store, &mut |_| ())
}
