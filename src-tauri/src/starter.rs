//! Starts on a thread of their own, so that the window can show what takes long.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use store::MigrationProgress;

use crate::arguments::Arguments;
use crate::data_folder::DataFolder;
use crate::start::{self, Start};
use crate::start_error::{FailedStart, StartError};

/// What a start reports.
pub enum Progress {
    /// The desk is being migrated, and how far that is.
    Migrating(MigrationProgress),
    Ended(Start),
}

/// Starts Campus Desk, and again after a failure.
pub struct Starter {
    arguments: Arguments,
    folder: DataFolder,
    state: Mutex<State>,
    /// One page at a time waits for a start: a page can be loaded again.
    turn: Mutex<()>,
}

#[derive(Default)]
struct State {
    /// Progress that no page has shown yet.
    unseen: Option<Progress>,
    running: Option<Receiver<Progress>>,
}

impl Starter {
    /// Begins the first start. If an earlier run found damage, this start has failed.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn begin(arguments: Arguments, folder: DataFolder) -> anyhow::Result<Self> {
        let mut state = State::default();
        if let Some(reason) = &arguments.damaged {
            let failed = FailedStart::of_damage(reason, &folder);
            state.unseen = Some(Progress::Ended(Start::Failed(failed)));
        } else {
            state.running = Some(begin(arguments.clone(), folder.clone())?);
        }
        Ok(Self {
            arguments,
            folder,
            state: Mutex::new(state),
            turn: Mutex::default(),
        })
    }

    /// The next report of the running start; if none is running, one begins. Blocks.
    pub fn progress(&self) -> Progress {
        let (unseen, running) = {
            let mut state = self.state();
            (state.unseen.take(), state.running.take())
        };
        if let Some(unseen) = unseen {
            self.state().running = running;
            return unseen;
        }
        let running = running.map_or_else(|| begin(self.arguments.clone(), self.folder.clone()), Ok);
        let running = match running {
            Ok(running) => running,
            Err(error) => return self.failed(error),
        };
        match running.recv() {
            Ok(Progress::Migrating(progress)) => {
                self.state().running = Some(running);
                Progress::Migrating(progress)
            }
            Ok(ended) => ended,
            Err(_) => self.failed(anyhow::anyhow!("the start broke off")),
        }
    }

    /// Returns `progress` to the next caller of [`Self::progress`]: the window has no page yet.
    pub fn show_first(&self, progress: Progress) {
        self.state().unseen = Some(progress);
    }

    /// Waits until no other page is waiting for a start.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub const fn arguments(&self) -> &Arguments {
        &self.arguments
    }

    pub const fn folder(&self) -> &DataFolder {
        &self.folder
    }

    /// The path of the desk's file, for people.
    pub fn desk_file(&self) -> String {
        self.folder.desk().display().to_string()
    }

    fn failed(&self, error: anyhow::Error) -> Progress {
        Progress::Ended(Start::Failed(StartError::Other(error).explain(&self.folder)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn begin(arguments: Arguments, folder: DataFolder) -> anyhow::Result<Receiver<Progress>> {
    let (sender, progress) = channel();
    std::thread::Builder::new()
        .name("desk-start".to_owned())
        .spawn(move || {
            let migrating = |progress| drop(sender.send(Progress::Migrating(progress)));
            let ended = start::start(&arguments, &folder, &migrating);
            // The window was closed before the start ended.
            let _ = sender.send(Progress::Ended(ended));
        })
        .context("starting a thread")?;
    Ok(progress)
}
