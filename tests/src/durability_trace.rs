//! Checks in a trace of system calls (strace) that acknowledgements wait for the disk.
//!
//! ```text
//!   pwrite64(desk.db-wal, frame)   fdatasync(desk.db-wal)   write(socket, "HTTP/1.1 201")     durable
//!   pwrite64(desk.db-wal, frame)   write(socket, "HTTP/1.1 201")                              too early
//! ```
//!
//! Calls of several threads interleave: an interrupted call has two lines in the trace. A frame counts from the moment
//! its call begins. A sync counts once it has returned, for the frames that existed when it began.

use std::collections::HashMap;

/// The number of acknowledgements that waited for the disk, and of those that did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acknowledgements {
    /// There were new frames since the last acknowledgement, and all were synced.
    pub durable: u32,
    /// There was no new frame, or a frame was not synced.
    pub too_early: u32,
}

/// Counts the acknowledgements in a trace of a hub with one client that sends one command after the other.
#[must_use]
pub fn acknowledgements(trace: &str) -> Acknowledgements {
    let mut log = Log::default();
    for line in trace.lines() {
        log.read(line);
    }
    log.acknowledgements
}

#[derive(Default)]
struct Log {
    /// Frames whose write began.
    frames: u32,
    /// Frames covered by a sync that has returned.
    synced: u32,
    /// Frames at the last acknowledgement.
    acknowledged: u32,
    /// By thread: the frames that a running sync will cover.
    syncing: HashMap<String, u32>,
    acknowledgements: Acknowledgements,
}

impl Log {
    fn read(&mut self, line: &str) {
        let Some((thread, call)) = line.split_once(' ') else {
            return;
        };
        let (thread, call) = (thread.to_owned(), call.trim_start());
        let of_log = call.contains("-wal>");
        if call.starts_with("pwrite64(") && of_log {
            self.frames += 1;
        } else if (call.starts_with("fdatasync(") || call.starts_with("fsync(")) && of_log {
            self.syncing.insert(thread.clone(), self.frames);
            if !call.contains("<unfinished") {
                self.returned(&thread, call);
            }
        } else if call.starts_with("<... fdatasync") || call.starts_with("<... fsync") {
            self.returned(&thread, call);
        } else if call.contains("\"HTTP/1.1 201") {
            self.acknowledgement();
        }
    }

    fn returned(&mut self, thread: &str, call: &str) {
        let covered = self.syncing.remove(thread).unwrap_or(0);
        if call.trim_end().ends_with("= 0") {
            self.synced = self.synced.max(covered);
        }
    }

    fn acknowledgement(&mut self) {
        if self.frames > self.acknowledged && self.synced == self.frames {
            self.acknowledgements.durable += 1;
        } else {
            self.acknowledgements.too_early += 1;
        }
        self.acknowledged = self.frames;
    }
}

#[cfg(test)]
mod tests {
    const FRAME: &str = "11 pwrite64(5</tmp/desk.db-wal>, \"..\"..., 4120, 32) = 4120\n";
    const SYNC: &str = "11 fdatasync(5</tmp/desk.db-wal>) = 0\n";
    const ANSWER: &str =
        "12 writev(9<socket:[7]>, [{iov_base=\"HTTP/1.1 201 Cre\"..., iov_len=300}], 1) = 300\n";

    fn counts(lines: &[&str]) -> (u32, u32) {
        let acknowledgements = super::acknowledgements(&lines.concat());
        (acknowledgements.durable, acknowledgements.too_early)
    }

    #[test]
    fn frame_sync_answer_is_durable() {
        assert_eq!(counts(&[FRAME, FRAME, SYNC, ANSWER, FRAME, SYNC, ANSWER]), (2, 0));
    }

    #[test]
    fn an_answer_without_a_sync_after_its_frames_is_too_early() {
        assert_eq!(counts(&[FRAME, ANSWER]), (0, 1));
        assert_eq!(counts(&[FRAME, SYNC, FRAME, ANSWER]), (0, 1));
        assert_eq!(counts(&[FRAME, SYNC, ANSWER, ANSWER]), (1, 1));
    }

    #[test]
    fn a_sync_counts_once_it_has_returned_and_only_for_earlier_frames() {
        let begins = "11 fdatasync(5</tmp/desk.db-wal> <unfinished ...>\n";
        let returns = "11 <... fdatasync resumed>) = 0\n";
        assert_eq!(counts(&[FRAME, begins, ANSWER, returns]), (0, 1));
        assert_eq!(counts(&[FRAME, begins, returns, ANSWER]), (1, 0));
        assert_eq!(counts(&[begins, FRAME, returns, ANSWER]), (0, 1));
    }

    #[test]
    fn a_failed_sync_and_a_sync_of_another_file_do_not_count() {
        let failed = "11 fdatasync(5</tmp/desk.db-wal>) = -1 EIO (Input/output error)\n";
        let other = "11 fdatasync(6</tmp/desk.db>) = 0\n";
        assert_eq!(counts(&[FRAME, failed, ANSWER]), (0, 1));
        assert_eq!(counts(&[FRAME, other, ANSWER]), (0, 1));
    }
}
