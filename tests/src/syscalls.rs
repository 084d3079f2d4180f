//! Reads a trace of system calls (strace) and judges whether acknowledgements waited for the disk.
//!
//! ```text
//!   pwrite64(desk.db-wal, frame)   fdatasync(desk.db-wal)   write(socket, "HTTP/1.1 201")     durable
//!   pwrite64(desk.db-wal, frame)   write(socket, "HTTP/1.1 201")                              too early
//! ```
//!
//! Calls of several threads interleave: a call that another interrupts is told in two lines. A frame counts from
//! the moment its call begins, a sync when it has returned, and for the frames before it began.

use std::collections::HashMap;

/// How many acknowledgements waited for the disk, and how many did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// New frames were written since the acknowledgement before, and all frames were synced.
    pub durable: u32,
    /// There was no new frame, or one was not synced yet.
    pub too_early: u32,
}

/// Judges a trace in which one client sent one command after the other.
#[must_use]
pub fn judge(trace: &str) -> Verdict {
    let mut log = Log::default();
    for line in trace.lines() {
        log.read(line);
    }
    log.verdict
}

#[derive(Default)]
struct Log {
    /// Frames whose writing began.
    frames: u32,
    /// Frames that were there when a sync began that has returned.
    synced: u32,
    /// Frames when the last acknowledgement left.
    acknowledged: u32,
    /// By thread: the frames that a sync still under way will cover.
    syncing: HashMap<String, u32>,
    verdict: Verdict,
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
            self.verdict.durable += 1;
        } else {
            self.verdict.too_early += 1;
        }
        self.acknowledged = self.frames;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: &str = "11 pwrite64(5</tmp/desk.db-wal>, \"..\"..., 4120, 32) = 4120\n";
    const SYNC: &str = "11 fdatasync(5</tmp/desk.db-wal>) = 0\n";
    const ANSWER: &str =
        "12 writev(9<socket:[7]>, [{iov_base=\"HTTP/1.1 201 Cre\"..., iov_len=300}], 1) = 300\n";

    fn judged(lines: &[&str]) -> (u32, u32) {
        let verdict = judge(&lines.concat());
        (verdict.durable, verdict.too_early)
    }

    #[test]
    fn frame_sync_answer_is_durable() {
        assert_eq!(judged(&[FRAME, FRAME, SYNC, ANSWER, FRAME, SYNC, ANSWER]), (2, 0));
    }

    #[test]
    fn an_answer_without_a_sync_after_its_frames_is_too_early() {
        assert_eq!(judged(&[FRAME, ANSWER]), (0, 1));
        assert_eq!(judged(&[FRAME, SYNC, FRAME, ANSWER]), (0, 1));
        assert_eq!(judged(&[FRAME, SYNC, ANSWER, ANSWER]), (1, 1));
    }

    #[test]
    fn a_sync_counts_when_it_has_returned_and_for_what_was_there_when_it_began() {
        let begins = "11 fdatasync(5</tmp/desk.db-wal> <unfinished ...>\n";
        let returns = "11 <... fdatasync resumed>) = 0\n";
        assert_eq!(judged(&[FRAME, begins, ANSWER, returns]), (0, 1));
        assert_eq!(judged(&[FRAME, begins, returns, ANSWER]), (1, 0));
        assert_eq!(judged(&[begins, FRAME, returns, ANSWER]), (0, 1));
    }

    #[test]
    fn a_sync_that_failed_or_of_another_file_does_not_count() {
        let failed = "11 fdatasync(5</tmp/desk.db-wal>) = -1 EIO (Input/output error)\n";
        let other = "11 fdatasync(6</tmp/desk.db>) = 0\n";
        assert_eq!(judged(&[FRAME, failed, ANSWER]), (0, 1));
        assert_eq!(judged(&[FRAME, other, ANSWER]), (0, 1));
    }
}
