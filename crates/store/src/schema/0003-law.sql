-- The legal road: letters as they were posted, signals to the municipality, hand-overs to the bailiff. A state is a row with
-- a who and a when; days are counted from 1 January 1970, money is whole cents.

-- What a 14-day letter stated and what is proven of its posting; whether it is void or lapsed is computed.
create table fourteen_day_letter (
  id integer primary key, tenancy integer not null, made_on integer not null,
  stated_costs integer not null, wording_valid integer not null,
  posted_on integer, delivered_on integer, came_back_on integer,
  charged_on integer, charged integer,
  recorded_by text not null,
  unique (tenancy, made_on)
) strict;

create table fourteen_day_claim (
  letter integer not null references fourteen_day_letter, due_on integer not null, principal integer not null,
  primary key (letter, due_on)
) strict, without rowid;

-- A signal that went to the municipality; `number` is what the municipality answers under.
create table early_signal (
  number text primary key, tenancy integer not null,
  sent_on integer not null, cents integer not null, arisen_on integer not null, crisis integer not null,
  sent_by text not null,
  answered_on integer, answer text
) strict, without rowid;
create index early_signal_by_tenancy on early_signal (tenancy, sent_on);

-- One hand-over: asked by one person, agreed by another, exported, followed, closed.
create table handover (
  id integer primary key, tenancy integer not null,
  asked_by text not null, asked_on integer not null, why text not null,
  agreed_by text, agreed_on integer,
  exported_on integer,
  closed_on integer, closed_because text
) strict;
create unique index handover_open on handover (tenancy) where closed_on is null;

create table handover_status (
  handover integer not null references handover, day integer not null, phase text not null, cents integer,
  primary key (handover, day, phase)
) strict, without rowid;
