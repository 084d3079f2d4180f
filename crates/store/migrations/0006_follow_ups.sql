-- A ticket can report the problem of a closed ticket again.

-- Few tickets do. A table of its own needs no pass over the tickets, neither here nor for its index.
create table follow_up (
    ticket   integer primary key references ticket, -- the later ticket
    follows  blob    not null                       -- the id of the closed one, which may be unknown here
) strict;

create index follow_up_follows on follow_up (follows);
