-- A desk in PostgreSQL. Times are UTC milliseconds, JSON is text.
-- status: 0 open, 1 active, 2 closed. category: 0 facility-management, 1 technical-it, 2 services-complaints.
-- role: 0 user, 1 helpdesk. category_by: 0 classifier, 1 helpdesk.

-- The one row of what holds for the whole desk. A transaction that writes tickets locks it first and until its commit: all
-- hubs queue here, so that the order of commits is that of the feed. Its page has room for new versions of the row.
create table desk (
    one              integer primary key check (one = 1),
    generation       uuid    not null, -- a follower that receives another one starts again
    feed             bigint  not null, -- the number of the last accepted command
    last_row         bigint  not null,
    last_number      bigint  not null,
    last_correction  bigint  not null,
    writes_from      integer not null  -- the oldest schema whose hubs may still write
) with (fillfactor = 20);

insert into desk values (1, gen_random_uuid(), 0, 0, 0, 0, 1);

-- Places as first spelled; those that differ only by case are one place.
create table place (
    id      bigint generated always as identity primary key,
    name    text   not null,
    folded  text   collate "C" not null unique,
    uses    bigint not null -- the number of tickets that name it now
);

-- The words of each place, for suggestions.
create table place_word (
    word   text   collate "C" not null,
    place  bigint not null references place on delete cascade,
    primary key (word, place)
);

create index place_word_place on place_word (place);

create table ticket (
    row_id               bigint   primary key,
    id                   uuid     not null,
    number               bigint,
    status               smallint not null,
    category             smallint not null,
    category_by          smallint not null,
    sure                 boolean  not null,
    opened_at            bigint   not null,
    modified_at          bigint   not null,
    closed_at            bigint,
    version              bigint   not null,
    description_version  bigint   not null,
    place_version        bigint   not null,
    messages             bigint   not null,
    last_word            smallint,
    waiting_since        bigint,
    stamp                bigint   not null,
    anonymised           boolean  not null default false,
    place_id             bigint   references place,
    follows              uuid,
    place                text,
    assignment           text,
    description          text     not null
);

create unique index ticket_id on ticket (id);
create unique index ticket_number on ticket (number);
create index ticket_opened on ticket (opened_at, row_id);
create index ticket_queue on ticket (status, category, opened_at, row_id);
create index ticket_closed on ticket (closed_at, opened_at, row_id, category) where closed_at is not null;
-- Longest waiting: since when the user waits, else far behind that the opening (4503599627370496 is 2^52).
create index ticket_waiting on ticket (coalesce(waiting_since, opened_at + 4503599627370496), row_id) where status < 2;
create index ticket_feed on ticket (stamp);
create index ticket_unclosed_feed on ticket (stamp) where status < 2;
create index ticket_not_anonymised on ticket (closed_at) where closed_at is not null and not anonymised;
create index ticket_follows on ticket (follows) where follows is not null;
create index ticket_place on ticket (place_id) where place_id is not null;

-- The version is that of the ticket after the message.
create table message (
    ticket   bigint   not null references ticket,
    version  bigint   not null,
    id       uuid     not null,
    role     smallint not null,
    name     text,
    at       bigint   not null,
    stamp    bigint   not null,
    body     text     not null,
    primary key (ticket, version)
);

create index message_feed on message (stamp);

-- One line for each accepted command. The fingerprint distinguishes a repeated command from a reused id.
create table history (
    ticket       bigint   not null references ticket,
    version      bigint   not null,
    command      uuid     not null,
    fingerprint  bytea    not null,
    at           bigint   not null,
    role         smallint not null,
    name         text,
    event        text     not null, -- JSON
    stamp        bigint   not null,
    first_stamp  bigint,            -- the stamp with which the line was written; null if that is the present one
    given_at     bigint,            -- by the caller's clock; null: not known (imports)
    primary key (ticket, version)
);

create unique index history_command on history (command);
create index history_feed on history (stamp);
create index history_first_stamp on history (first_stamp) where first_stamp is not null;

-- The number of tickets of each kind, of those whose reporter waits, and of reviewed ones by the classifier's category.
create table tally (
    status    smallint not null,
    category  smallint not null,
    sure      boolean  not null,
    tickets   bigint   not null,
    primary key (status, category, sure)
);

create table waiting_tally (
    category  smallint not null,
    sure      boolean  not null,
    tickets   bigint   not null,
    primary key (category, sure)
);

create table reviewed (
    classified  smallint not null,
    category    smallint not null,
    tickets     bigint   not null,
    primary key (classified, category)
);

-- The tokens of a ticket, made in Rust: its texts, the beginning of its thread, and its filter words. The table has no index
-- by time, so that a search always reads the index of tokens.
create table words (
    ticket       bigint   primary key,
    opened_at    bigint   not null,
    first_later  bigint,            -- the version of the first message behind the beginning of the thread
    tokens       tsvector not null
);

create index words_tokens on words using gin (tokens) with (fastupdate = off);

-- The tokens of each message behind the beginning of a long thread.
create table later_words (
    ticket   bigint   not null,
    version  bigint   not null,
    tokens   tsvector not null,
    primary key (ticket, version)
);

create index later_words_tokens on later_words using gin (tokens) with (fastupdate = off);

-- The helpdesk's corrections, in the order of their acceptance.
create table correction (
    number      bigint   primary key,
    ticket      bigint   not null references ticket,
    version     bigint   not null, -- the ticket's after it: its line of history
    at          bigint   not null,
    classified  smallint,          -- by the classifier; null: an imported ticket that brought its category
    category    smallint not null
);

create index correction_ticket on correction (ticket, number);

-- The models that were learned here and adopted. Each is a layer over one shipped model.
create table model (
    number       bigint generated always as identity primary key,
    version      text   collate "C" not null unique,
    base         text   not null,
    adopted_at   bigint not null,
    corrections  bigint not null,
    trial        text   not null, -- JSON
    layer        bytea  not null
);

-- The one row of the state of learning.
create table learning (
    one         integer primary key check (one = 1),
    base        text,            -- the shipped model of the last lesson
    learned_to  bigint not null, -- the last correction of that lesson
    in_use      text,            -- the version in use; null: the shipped one
    lesson      text             -- JSON: the result
);

insert into learning values (1, null, 0, null, null);
