-- A desk in one file. Times are UTC milliseconds; ids are UUIDs as 16 bytes.
-- status: 0 open, 1 active, 2 closed. category: 0 facility-management, 1 technical-it, 2 services-complaints.
-- role: 0 user, 1 helpdesk. category_by: 0 classifier, 1 helpdesk.

-- The one row of what holds for the whole desk.
create table desk (
    one          integer primary key check (one = 1),
    generation   blob    not null, -- a UUID: a follower that meets another starts from nothing
    feed         integer not null, -- the number of the last accepted change
    last_row     integer not null,
    last_number  integer not null
) strict;

-- Places as first spelled; those that differ only by case are one place.
create table place (
    id      integer primary key,
    name    text    not null,
    folded  text    not null unique,
    uses    integer not null -- how many tickets name it now
) strict;

-- What lists show comes first, so that a long description (last) is read only when it is asked for.
create table ticket (
    row                  integer primary key,
    id                   blob    not null,
    number               integer,
    status               integer not null,
    category             integer not null,
    category_by          integer not null,
    sure                 integer not null,
    opened_at            integer not null,
    modified_at          integer not null,
    closed_at            integer,
    version              integer not null,
    description_version  integer not null,
    place_version        integer not null,
    messages             integer not null,
    last_word            integer,
    waiting_since        integer,
    stamp                integer not null,
    place_id             integer references place,
    place                text,
    assignment           text, -- JSON
    description          text    not null
) strict;

create unique index ticket_id on ticket (id);
create unique index ticket_number on ticket (number);
create index ticket_opened on ticket (opened_at);
create index ticket_queue on ticket (status, category, opened_at);
-- It holds what a list of those closed in a span is sorted and chosen by.
create index ticket_closed on ticket (closed_at, opened_at, category) where closed_at is not null;
-- Longest waiting: since when the user waits, else far behind that the opening (4503599627370496 is 2^52).
create index ticket_waiting on ticket (coalesce(waiting_since, opened_at + 4503599627370496)) where status < 2;
-- The feed in the order of its stamps; it holds all that the analyses ask for, so facts never touch the table.
create index ticket_feed on ticket (stamp, opened_at, closed_at, status, category, place_id);

-- A thread lies together; the version is that of the ticket after the message.
create table message (
    ticket   integer not null references ticket,
    version  integer not null,
    id       blob    not null,
    role     integer not null,
    name     text,
    at       integer not null,
    stamp    integer not null,
    body     text    not null,
    primary key (ticket, version)
) strict, without rowid;

create index message_feed on message (stamp);

-- One line for each accepted command. The fingerprint tells a repeated command from a reused id.
create table history (
    ticket       integer not null references ticket,
    version      integer not null,
    command      blob    not null,
    fingerprint  blob    not null,
    at           integer not null,
    role         integer not null,
    name         text,
    event        text    not null, -- JSON
    primary key (ticket, version)
) strict, without rowid;

create unique index history_command on history (command);

-- How many tickets there are of each kind.
create table tally (
    status    integer not null,
    category  integer not null,
    sure      integer not null,
    tickets   integer not null,
    primary key (status, category, sure)
) strict, without rowid;

-- Full text, one row a ticket. Its rowid is made of the time of opening and the ticket's row, so that the
-- order in which matches come is that of the list (see words.rs). "filters" holds words such as the status.
-- While one types, the last word is looked for by its beginning, of three letters at first: without an index of
-- these FTS5 would merge the matches of every word that begins so. One of two letters costs more than it saves.
create virtual table words using fts5 (
    description, place, messages, filters,
    content = '', contentless_delete = 1, prefix = '3', tokenize = 'unicode61 remove_diacritics 2'
);
