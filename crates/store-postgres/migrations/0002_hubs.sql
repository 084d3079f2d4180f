-- What hubs on one database share besides tickets.

-- A desk that is being moved here is not a desk until the move has ended: since when, as text. Null: it is a desk.
alter table desk add column incomplete text;

-- The laptops that have asked a hub, for administrators.
create table device (
    id         uuid     primary key,
    role       smallint not null,
    version    text     not null, -- of Campus Desk on the laptop
    last_seen  bigint   not null,
    waiting    bigint   not null  -- the number of commands in its outbox at that time
);

create index device_last_seen on device (last_seen);

-- One hub learns at a time: the one with this id, until this time by the clock of the database. A removal of texts ends its turn,
-- because the lesson may have read them.
alter table learning add column learner uuid;
alter table learning add column learns_until timestamptz not null default '-infinity';
