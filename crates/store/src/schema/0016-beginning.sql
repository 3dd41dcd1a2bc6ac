-- How this landlord begins: nights before `over_on` only show. A book without a row began long ago.
create table beginning (
  one integer primary key check (one = 1),
  shadow_from integer not null, over_on integer, afresh integer not null
) strict;

-- What the old process wanted to do, as its list said on the day of a night, to lay beside what the night planned. `dossier` is
-- the number as that list has it: it may be one the book does not know.
create table old_action (
  day integer not null, dossier text not null, action text not null,
  primary key (day, dossier)
) strict, without rowid;

-- What a person thinks of a difference between the two.
create table verdict (
  day integer not null, dossier text not null,
  verdict text not null check (verdict in ('oud goed', 'nieuw goed', 'beide fout', 'uitzoeken')),
  note text not null, staff integer not null, at integer not null,
  primary key (day, dossier)
) strict, without rowid;
