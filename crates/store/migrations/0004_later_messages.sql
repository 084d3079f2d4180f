-- The full text of long threads. The row of `words` has the beginning of a ticket's thread; a message behind that
-- beginning has one row here, which is written once: the cost of a command does not grow with the thread.
-- The rowid is made of the ticket's row and of its version after the message (see later_messages.rs). Threads from
-- before this migration are completely in `words`, until their ticket changes.
create virtual table later_messages using fts5 (
    body,
    content = '', contentless_delete = 1, prefix = '3', tokenize = 'unicode61 remove_diacritics 2'
);
