-- Once per book, outside the clock: a calendar and counts of bits, so that the reference needs no date functions per row.
drop table if exists temp.calendar;
create temp table calendar (
  day integer primary key, month integer not null, first integer not null, length integer not null,
  next_first integer not null, next_length integer not null
);
insert into calendar
with recursive days (day) as (select -22000 union all select day + 1 from days where day < 25000),
  parts as (select day, date(day * 86400, 'unixepoch') as text from days),
  months as (select day, cast(substr(text, 1, 4) as integer) * 12 + cast(substr(text, 6, 2) as integer) - 1 as month from parts),
  bounds as (select month, min(day) as first, count(*) as length from months group by month)
select m.day, m.month, b.first, b.length, n.first, n.length
from months m join bounds b on b.month = m.month join bounds n on n.month = m.month + 1;

-- Every set of twelve months: how many it holds, and the first that is in it (12 when none).
drop table if exists temp.months;
create temp table months (mask integer primary key, ones integer not null, lowest integer not null);
insert into months
with recursive masks (mask) as (select 0 union all select mask + 1 from masks where mask < 4095),
  places (place) as (select 0 union all select place + 1 from places where place < 11)
select mask, sum((mask >> place) & 1), min(case when (mask >> place) & 1 then place else 12 end)
from masks, places group by mask;

-- What the reference writes its changes to: copies, so that the book stays as it is.
drop table if exists temp.position_copy;
create temp table position_copy (
  tenancy integer primary key, category integer not null, since integer not null, outcome integer not null
);
insert into position_copy select tenancy, category, since, outcome from position;
drop table if exists temp.decision_copy;
create temp table decision_copy (
  run integer not null, tenancy integer not null, category integer not null, category_before integer, facts text not null,
  arrears integer not null, primary key (run, tenancy)
) without rowid;
