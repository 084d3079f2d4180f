//! Notices that are displayed until they are dismissed.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ui::notices::Notice;
use uuid::Uuid;

/// The most notices that are held; the oldest ones are dropped.
const CAPACITY: usize = 20;

/// The notices of a visit, the newest last.
#[derive(Debug, Default)]
pub struct HeldNotices(Mutex<Vec<Notice>>);

impl HeldNotices {
    /// The model that was learned here could not be loaded.
    pub fn broken_model(&self, why: &str) {
        self.add(
            &format!(
                "The shipped version classifies tickets, because the trained version cannot be used ({why})."
            ),
            "No correction is lost. Campus Desk trains a new version from them.",
        );
    }

    /// The chosen version of the model could not be loaded.
    pub fn unusable_model(&self, why: &str) {
        self.add(
            &format!("This version cannot be used: {why}."),
            "The version in use stays. Choose another one.",
        );
    }

    /// `drafts.db` was damaged and replaced.
    pub fn damaged_drafts(&self) {
        self.add(
            "Some unsent texts on this computer could not be read.",
            "Tickets are not affected. Check the texts that you have not sent yet.",
        );
    }

    /// The backup of today could not be made.
    pub fn backup_failed(&self, why: &str) {
        self.add(
            &format!("No backup was made today: {why}."),
            "Campus Desk tries again in an hour.",
        );
    }

    /// The desk's file was found to be damaged. `saves`: changes are still saved. `keeps_drafts`: unsent texts stay when
    /// the window is closed.
    pub fn damaged_desk(&self, saves: bool, keeps_drafts: bool) {
        let mut next = "Some tickets may be missing".to_owned();
        next += if saves {
            "."
        } else {
            ", and nothing more is saved."
        };
        next += " Restore a backup: Campus Desk closes, and opens again with the list of backups.";
        if keeps_drafts {
            next += " Your unsent texts stay.";
        }
        self.add_notice("The desk's file is damaged.", &next, true);
    }

    /// A backup became the desk. `replaced` is the path of the desk before it.
    pub fn restored(&self, made_at: &str, replaced: Option<&str>) {
        let next = replaced.map_or_else(String::new, |path| format!("The file before it is {path}"));
        self.add(&format!("The backup of {made_at} was restored."), &next);
    }

    /// The notices to display.
    #[must_use]
    pub fn all(&self) -> Vec<Notice> {
        self.notices().clone()
    }

    /// Removes the notice with this id.
    pub fn dismiss(&self, id: &str) {
        self.notices().retain(|notice| notice.id != id);
    }

    fn add(&self, what: &str, next: &str) {
        self.add_notice(what, next, false);
    }

    /// Adds a notice. A notice with the same text is replaced.
    fn add_notice(&self, what: &str, next: &str, offers_backups: bool) {
        let mut notices = self.notices();
        notices.retain(|notice| notice.what != what);
        notices.push(Notice {
            id: Uuid::now_v7().to_string(),
            what: what.to_owned(),
            next: next.to_owned(),
            offers_backups,
        });
        let over = notices.len().saturating_sub(CAPACITY);
        notices.drain(..over);
    }

    fn notices(&self) -> MutexGuard<'_, Vec<Notice>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_held_once_until_it_is_dismissed() {
        let notices = HeldNotices::default();
        notices.broken_model("its file is damaged");
        notices.broken_model("its file is damaged");
        notices.unusable_model("it was deleted");
        let held = notices.all();
        assert_eq!(held.len(), 2, "the same text is held once: {held:?}");
        assert!(held[0].what.contains("its file is damaged"));
        notices.dismiss(&held[0].id);
        assert_eq!(notices.all(), held[1..]);
    }

    #[test]
    fn a_damaged_desk_offers_its_backups_and_says_what_is_still_saved() {
        let notices = HeldNotices::default();
        notices.damaged_desk(true, true);
        notices.damaged_desk(false, false);
        let held = notices.all();
        assert_eq!(held.len(), 1, "one notice for one desk: {held:?}");
        assert!(held[0].offers_backups);
        assert!(held[0].next.contains("nothing more is saved"), "{held:?}");
        assert!(!held[0].next.contains("unsent texts"), "{held:?}");
    }

    #[test]
    fn the_oldest_notices_are_dropped() {
        let notices = HeldNotices::default();
        for version in 0..=CAPACITY {
            notices.unusable_model(&format!("version {version} was deleted"));
        }
        let held = notices.all();
        assert_eq!(held.len(), CAPACITY);
        assert!(held[0].what.contains("version 1 "), "{held:?}");
    }
}
