-- The number of tickets whose reporter waits for the helpdesk, for the view "Waiting for us". All of them are unclosed, and
-- in the first part of the index ticket_waiting, so this reads only them.
create table waiting_tally (
    category  integer not null,
    sure      integer not null,
    tickets   integer not null,
    primary key (category, sure)
) strict, without rowid;

insert into waiting_tally
select category, sure, count(*) from ticket indexed by ticket_waiting
where status < 2 and coalesce(waiting_since, opened_at + 4503599627370496) < 4503599627370496
group by category, sure;
