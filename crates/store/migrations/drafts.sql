-- What stays on one laptop, in drafts.db beside the desk. Never in the feed.

create table if not exists draft (
    page      text    not null, -- report, edit or message
    ticket    blob    not null, -- 16 bytes; none for a report: empty
    role      text    not null,
    version   integer,          -- an edit: the ticket's version that its writer saw
    fields    text    not null, -- JSON: what stands in each field of the form
    saved_at  integer not null,
    primary key (page, ticket, role)
) strict, without rowid;

create table if not exists reported (
    ticket         blob    primary key,
    number         integer,
    reported_at    integer not null,
    messages_seen  integer not null, -- how many messages the thread had when it was last looked at
    summary        text    not null  -- its first words, which a user is not told any more once it is closed
) strict, without rowid;

-- What a desktop notification has announced of each report. A report of an earlier version has no row.
create table if not exists notified (
    ticket    blob    primary key,
    messages  integer not null, -- how many messages its thread had
    answers   integer not null, -- how many of them were of the helpdesk
    closed    integer not null
) strict, without rowid;
