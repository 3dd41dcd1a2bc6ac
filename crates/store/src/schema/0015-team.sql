-- Who is away from when to when and who stands in, and who does what kind of work. An absence is ended, never removed: why
-- somebody is away is nobody's business and is not asked.
create table absence (
  id integer primary key,
  staff integer not null references staff, first integer not null, last integer not null,
  stand_in integer references staff,
  made_by integer not null references staff, made_at integer not null,
  ended_by integer references staff, ended_at integer,
  check (first <= last)
) strict;
create index absence_by_staff on absence (staff);

-- Kinds of tasks somebody does; none is all.
create table skill (
  staff integer not null references staff, kind text not null, primary key (staff, kind)
) strict, without rowid;

-- A task that was taken over and given back lies where it lay: with its district.
alter table task_given add column back integer not null default 0;

-- What somebody looks at now: a row that lives for minutes.
create table viewing (
  staff integer primary key references staff, tenancy integer not null, until integer not null
) strict;
create index viewing_by_tenancy on viewing (tenancy);

-- What an employee saw at an address and passed on. The unit is the landlord's number of the home.
create table noticed (
  id integer primary key,
  unit text not null, tenancy integer, kind text not null, note text not null,
  staff integer not null references staff, moment integer not null, day integer not null,
  read_by integer references staff, read_at integer,
  act integer references act,      -- by which a consultant took it up
  withdrawn_at integer
) strict;
create index noticed_by_staff on noticed (staff, id);
create index noticed_by_tenancy on noticed (tenancy) where tenancy is not null;
create index noticed_by_act on noticed (act) where act is not null;
create index noticed_open on noticed (id) where act is null and withdrawn_at is null;

-- What somebody thinks of a page, for who keeps Houvast. The address is that of a kind of page, without numbers or searches.
create table feedback (
  id integer primary key, staff integer references staff, moment integer not null, day integer not null,
  page text not null, note text not null, handled_by integer references staff, handled_at integer
) strict;

-- A view of a list that somebody keeps.
create table saved_view (
  id integer primary key, staff integer not null references staff, name text not null, address text not null,
  unique (staff, name)
) strict;
