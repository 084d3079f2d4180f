-- How well tickets are sorted, and what was learned from the helpdesk.

-- What the helpdesk said of the classifier's categories, in the order in which it did.
create table correction (
    number    integer primary key,
    ticket    integer not null references ticket,
    version   integer not null, -- the ticket's after it: its line of history
    at        integer not null,
    sorted    integer,          -- what the classifier had said; null of an imported ticket that brought its category
    category  integer not null
) strict;

-- Of the tickets that the helpdesk has looked at (closed, or corrected their category): how many the classifier had
-- sorted under one category, and belong to another.
create table judged (
    sorted    integer not null,
    category  integer not null,
    tickets   integer not null,
    primary key (sorted, category)
) strict, without rowid;

-- The models that were learned here and taken. Each is a layer over one shipped model.
create table model (
    number       integer primary key,
    version      text    not null unique,
    base         text    not null, -- the version of that shipped model
    taken_at     integer not null,
    corrections  integer not null,
    trial        text    not null, -- JSON
    layer        blob    not null
) strict;

-- The one row of how far learning is.
create table learning (
    one         integer primary key check (one = 1),
    base        text,             -- the shipped model over which was learned last
    learned_to  integer not null, -- the last correction of that lesson
    in_use      text,             -- the version that sorts; null: the shipped one
    lesson      text              -- JSON: what came of it
) strict;

insert into learning values (1, null, 0, null, null);

insert into correction (ticket, version, at, sorted, category)
select h.ticket, h.version, h.at,
    case json_extract(t.assignment, '$.category')
        when 'facility-management' then 0 when 'technical-it' then 1 when 'services-complaints' then 2 end,
    case json_extract(h.event, '$.category.after')
        when 'facility-management' then 0 when 'technical-it' then 1 else 2 end
from ticket t cross join history h on h.ticket = t.row
where t.category_by = 1 and json_extract(h.event, '$.event') = 'corrected'
order by h.at, h.ticket, h.version;
