-- The feed contains lines of history and identifies its positions.

-- The number of the feed at which the line was written. Lines from before this migration get the last number of their
-- ticket: followers receive them together with the ticket. Older numbers of such a ticket have no line, and no mark.
alter table history add column stamp integer not null default 0;
-- When the command was given, by the caller's clock. Null: not known (lines from before this migration, imports).
alter table history add column given_at integer;

update history set stamp = (select t.stamp from ticket t where t.row = history.ticket);

-- The feed of lines, in the order of their stamps. The mark of a number is the lowest command id with that stamp.
create index history_feed on history (stamp);
-- The feed of unclosed tickets: all that a user's replica contains.
create index ticket_unclosed_feed on ticket (stamp) where status < 2;
