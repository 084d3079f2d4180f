-- Texts can be removed.

-- Followers receive a line whose text was removed again: it gets the stamp of the removal. This is the stamp with which it
-- was written, because it marks a position of the feed; null if that is the present stamp.
alter table history add column first_stamp integer;
create index history_first_stamp on history (first_stamp) where first_stamp is not null;

-- Whether texts and names were removed because the ticket is older than the retention.
alter table ticket add column anonymised integer not null default 0;
create index ticket_not_anonymised on ticket (closed_at) where closed_at is not null and anonymised = 0;

-- How far the remains of removed texts are erased from the file (erase.rs): 0 there are none, 1 the full-text index must be
-- merged, 2 it is being merged.
alter table desk add column remains integer not null default 0;
