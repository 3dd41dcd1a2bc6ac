-- One landlord, one book. Days are counted from 1 January 1970, money is whole cents, codes are those of codes.rs.

create table meta (key text primary key, value text not null) strict, without rowid;

-- 1. Truth: what the landlord delivered -------------------------------------------------------------------------------

create table delivery (
  id integer primary key,
  hash blob not null unique,
  name text not null,
  signature integer not null,
  kind text not null,
  as_of integer,
  taken_in_on integer not null,
  state text not null check (state in ('ingelezen', 'aangehouden', 'verouderd', 'vervangen')),
  rows integer not null,
  changes integer not null
) strict;

create table finding (
  id integer primary key,
  delivery integer not null references delivery,
  file text not null,
  row integer not null,
  severity integer not null,
  field text not null,
  value text not null,
  reason text not null
) strict;
create index finding_by_delivery on finding (delivery, severity desc);

create table unit (
  external text primary key,
  street text not null, house_number text not null, postcode text not null, town text not null,
  municipality text not null, district text not null
) strict, without rowid;

create table person (
  external text primary key,
  name text not null, salutation text not null, born_on integer, deceased_on integer, language text not null,
  email text not null, mobile text not null, phone text not null, refused integer not null
) strict, without rowid;

-- Who answers for a person's money: kept with the person, because tenancies come and go.
create table representation (
  person text not null, since integer not null, until integer, by text not null, primary key (person, since)
) strict, without rowid;

create table tenancy (
  id integer primary key,
  external text not null unique,
  unit text not null,
  starts_on integer, ends_on integer, notice_on integer, deceased_on integer,
  rent integer, direct_debit integer, accepted_pay_day integer,
  erp_class text not null, terms_version text not null, costs_clause integer not null,
  reachable integer not null, refused integer not null
) strict;

create table tenancy_person (
  tenancy integer not null, place integer not null, person text not null, primary key (tenancy, place)
) strict, without rowid;
create index tenancy_by_person on tenancy_person (person);

create table ledger (
  tenancy integer not null, seq integer not null,
  booked_on integer not null, due_on integer, kind integer not null, reason integer, cents integer not null,
  source integer not null,
  primary key (tenancy, seq)
) strict, without rowid;
create index ledger_by_source on ledger (source) where source <> 0;

create table booking (source integer primary key, external text not null, description text not null) strict;

create table open_item (
  tenancy integer not null, item text not null, due_on integer not null, open integer not null, kind integer not null,
  primary key (tenancy, item)
) strict, without rowid;

create table day_total (
  day integer primary key, charged integer not null, paid integer not null, payments integer not null
) strict;

-- 2. Ours, and what the landlord's people recorded: a state is a row with a who, a why and a when ----------------------

create table circumstance (
  tenancy integer not null, since integer not null, external text not null,
  kind integer not null, until integer, closed_on integer, cents integer, why text not null, placed_by text not null,
  primary key (tenancy, since, external)
) strict, without rowid;
create unique index circumstance_by_external on circumstance (external);

create table arrangement (
  tenancy integer not null, agreed_on integer not null, external text not null,
  covers_until integer not null, instalments text not null, ended_on integer,
  primary key (tenancy, agreed_on, external)
) strict, without rowid;
create unique index arrangement_by_external on arrangement (external);

create table contact (
  tenancy integer not null, day integer not null, external text not null,
  channel integer not null, reached integer not null, incoming integer not null, note text not null,
  primary key (tenancy, day, external)
) strict, without rowid;

-- 3. Nights and decisions ---------------------------------------------------------------------------------------------

create table policy_version (hash text primary key, files text not null) strict, without rowid;

create table night_run (
  id integer primary key,
  day integer not null,
  engine text not null, policy text not null, law text not null, books_as_of integer not null,
  facts text not null, -- names of the facts that its records hold, in their order
  summary text not null,
  superseded_by integer
) strict;
create unique index night_run_by_day on night_run (day) where superseded_by is null;

create table step_taken (
  tenancy integer not null, day integer not null, cycle integer not null, step integer not null,
  channel integer, milestone integer,
  primary key (tenancy, day, step)
) strict, without rowid;

-- Where the nights left a tenancy. `wake` is the day whose night looks at it although no row came in, 0 the next one: derived,
-- and here because nearly all that most nights write is this narrow row. `run` made its last record, undone or not.
create table position (
  tenancy integer primary key,
  wake integer not null, run integer, category integer, since integer not null, outcome integer not null
) strict;

-- What a night recorded, together and in order of tenancy. `was_...` is where the dossier stood before, for undoing the
-- night and for explaining it, and the run of the record before this one: from `position.run` on, the records of a
-- dossier are a chain, so that no index has to be kept by tenancy. Tasks and messages of a dossier are found along it.
create table decision (
  run integer not null, tenancy integer not null,
  category text not null, category_before text not null, category_changed integer not null,
  outcome text not null, facts blob not null, arrears integer not null,
  was_run integer, was_category integer, was_since integer not null, was_outcome integer not null,
  primary key (run, tenancy)
) strict, without rowid;

create table task (
  id text primary key, run integer not null, tenancy integer not null, day integer not null,
  kind text not null, done_by text not null, mode text not null, flow text not null, step text not null,
  state text not null check (state in ('open', 'vervallen', 'klaar'))
) strict;
create index task_by_run on task (run, tenancy);

create table outbox (
  id text primary key, run integer not null, tenancy integer not null, day integer not null,
  letter text not null, tone text not null, channel text not null, amount integer, mode text not null,
  flow text not null, step text not null,
  state text not null check (state in ('klaar', 'wacht op vrijgave', 'schaduw', 'vervallen'))
) strict;
create index outbox_by_run on outbox (run, tenancy);

-- 4. Derived: can be dropped and rebuilt --------------------------------------------------------------------------------

create table packed (tenancy integer primary key, bytes blob not null) strict;
-- Dossiers with news since the last night: looked at whatever their wake day. Emptied by the night.
create table touched (tenancy integer primary key) strict;
