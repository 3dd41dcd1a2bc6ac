-- What people decide about what was recorded before: that it ends, that it waits, that somebody else does it, that a second person must
-- agree. Every row names the act it belongs to; taking that act back removes the row.

-- Acts that were done together, by the first of them: one way back for all.
alter table act add column bundle integer references act;
create index act_by_bundle on act (bundle) where bundle is not null;

-- Somebody ended a circumstance, an arrangement or a category placed by hand. What was delivered stays as it came; a later delivery that
-- says something else about it than it said before removes the ending.
create table ending (
  what text not null check (what in ('omstandigheid', 'regeling', 'indeling')), external text not null,
  tenancy integer not null, day integer not null, act integer not null references act,
  primary key (what, external)
) strict, without rowid;
create index ending_by_act on ending (act);

-- A category that a person chose, up to and including a day. Its id in endings is the number of the act.
create table category_by_hand (
  tenancy integer not null, act integer not null references act,
  category text not null, since integer not null, until integer not null,
  primary key (tenancy, act)
) strict, without rowid;

-- An arrangement outside the landlord's limits: asked by one act, agreed to or refused by another.
create table asked_arrangement (
  act integer primary key references act,
  tenancy integer not null, covers_until integer not null, instalments text not null,
  decided integer references act
) strict;
create unique index asked_arrangement_open on asked_arrangement (tenancy) where decided is null;

-- A task that waits until a day, or that a colleague does. The newest row of a task holds.
create table task_later (
  task text not null, act integer not null references act, until integer not null, primary key (task, act)
) strict, without rowid;
create table task_given (
  task text not null, act integer not null references act, staff integer not null references staff, primary key (task, act)
) strict, without rowid;
