//! A laptop: its file, and the loop that the application runs.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ::sync::{Hub, Model, Standing};
use classifier::Classifier;
use desk::{Clock, Desk, SystemClock};
use store::{Replica, SqliteStore, StoreError};
use tempfile::TempDir;
use tickets::Role;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;
use wire::sync::ModelLayer;

use crate::test_api::TestApi;

/// A laptop's data folder.
pub struct Laptop(TempDir);

/// The running application.
pub struct Running {
    pub desk: Desk,
    pub store: SqliteStore,
    pub standing: watch::Receiver<Standing>,
    sync: JoinHandle<()>,
}

struct Following(Desk);

impl Model for Following {
    fn version(&self) -> String {
        self.0.model_in_use()
    }

    fn follow(&self, layer: Option<ModelLayer>) -> Result<(), String> {
        let followed = self.0.follow_model(layer).map_err(|error| error.to_string());
        followed.map(drop)
    }
}

impl Laptop {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Starts the application; `hub` may be out of reach.
    pub async fn start(&self, hub: &TestApi) -> Running {
        let store = self.open().await;
        store.join(Role::User).unwrap();
        let shipped = Arc::new(Classifier::shipped());
        let desk = Desk::new(Arc::new(store.clone()), shipped, Arc::new(SystemClock));
        let hub = Hub {
            client: hub.user(),
            device: Uuid::new_v4(),
            version: "0.1.0".to_owned(),
        };
        let (announced, standing) = watch::channel(Standing::at_start(SystemClock.now()));
        let (replica, model) = (Arc::new(store.clone()), Arc::new(Following(desk.clone())));
        let sync = tokio::spawn(::sync::run(replica, model, hub, || SystemClock.now(), announced));
        Running {
            desk,
            store,
            standing,
            sync,
        }
    }

    /// Opens the file once the run before has let go of it.
    async fn open(&self) -> SqliteStore {
        let began = Instant::now();
        loop {
            match SqliteStore::open(self.0.path().join("desk.db")) {
                Err(StoreError::InUse { .. }) if began.elapsed() < Duration::from_secs(60) => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                opened => return opened.unwrap(),
            }
        }
    }
}

impl Running {
    pub async fn waits(&self, what: &str, until: impl Fn(&Desk) -> bool) {
        let began = Instant::now();
        while !until(&self.desk) {
            assert!(began.elapsed() < Duration::from_secs(60), "{what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub async fn classifies_with(&self, version: &str) {
        self.waits(version, |desk| desk.model_in_use() == version).await;
    }

    /// Ends the application, and its hold of the file.
    pub async fn stop(self) {
        self.sync.abort();
        let _ = self.sync.await;
    }
}
