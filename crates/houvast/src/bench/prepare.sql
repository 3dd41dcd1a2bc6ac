-- Once per book, outside the clock: a calendar and counts of bits, so that the reference needs no date functions per row.
create temp table calendar (
  day integer primary key, month integer not null, first integer not null, length integer not null,
  next_first integer not null, next_length integer not null
);
insert into calendar
values :calendar;

-- Every set of twelve months: how many it holds, and the first that is in it (12 when none).
create temp table months (mask integer primary key, ones integer not null, lowest integer not null);
insert into months
values :masks;

create temp table category (key integer primary key, place integer not null);
insert into category
values :categories;

-- What the reference writes its changes to: copies, so that the book stays as it is.
create temp table position_copy (
  tenancy integer primary key, category integer, since integer not null, outcome integer not null
);
insert into position_copy
select tenancy, category, since, outcome from position;

create temp table decision_copy (
  run integer not null, tenancy integer not null, category integer not null, category_before integer, facts text not null,
  arrears integer not null, primary key (run, tenancy)
) without rowid;
