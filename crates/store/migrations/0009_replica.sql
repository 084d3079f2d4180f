-- A laptop's replica of a hub's desk. On other desks these tables are empty.

-- The epoch in which the hub last said something of the ticket: how often its feed was read from the start until then.
alter table ticket add column epoch integer not null default 0;

-- The one row of what is known of the hub. Without it, the desk is not a replica.
create table hub (
    one       integer primary key check (one = 1),
    role      integer not null, -- that of the laptop's key
    last_seq  integer not null, -- the last place assigned in the order of all commands
    position  text              -- JSON: the position in the hub's feed; null before the first sync
) strict;

-- Commands that the hub has not answered yet.
create table outbox (
    seq          integer primary key, -- the order in which they were given
    command      blob    not null unique,
    ticket       blob    not null,
    fingerprint  blob    not null,
    expected     text,                -- why the hub will probably refuse it
    body         text    not null     -- JSON
) strict;

create index outbox_ticket on outbox (ticket, seq);

-- What the hub last said of a ticket with waiting commands; the text "null": the hub does not have it.
create table base (
    ticket  blob primary key,
    body    text not null -- JSON
) strict, without rowid;

-- Commands that the hub accepted. They are sent again if the hub loses them.
create table sent (
    seq          integer primary key,
    command      blob    not null unique,
    ticket       blob    not null,
    fingerprint  blob    not null,
    accepted_at  integer not null,
    body         text    not null -- JSON
) strict;

create index sent_ticket on sent (ticket, seq);

-- Commands that the hub refused, with their texts. Nothing leaves this table by itself.
create table attention (
    command  blob    primary key,
    ticket   blob    not null,
    at       integer not null,
    refusal  text    not null, -- JSON
    body     text    not null  -- JSON
) strict;

-- Lines of history, with their messages, that arrived before their ticket.
create table early (
    ticket   blob    not null,
    version  integer not null,
    body     text    not null, -- JSON
    primary key (ticket, version)
) strict, without rowid;

-- What a user may know of a closed ticket of which this laptop had sent commands.
create table closed (
    ticket     blob    primary key,
    number     integer,
    closed_at  integer not null
) strict, without rowid;

-- Values of the hub's feed that this version cannot read.
create table unreadable (
    number   integer primary key,
    version  text    not null, -- of the program that could not read it
    body     text    not null  -- JSON
) strict;
