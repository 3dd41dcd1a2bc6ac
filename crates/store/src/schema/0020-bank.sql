-- What the landlord asks tenants to pay with (betalingskenmerk), as its bookings carry it.
create table payment_reference (
  reference text not null, tenancy integer not null, primary key (reference, tenancy)
) strict, without rowid;
create index payment_reference_by_tenancy on payment_reference (tenancy);

-- The act by which a person said what seen money was.
alter table seen_money add column act integer;
create index seen_money_by_act on seen_money (act) where act is not null;

-- Files of the bank, known by their bytes. `signature` spares reading one again; `known` counts statements that an earlier file had;
-- `defects` are flaws, a line each.
create table bank_file (
  id integer primary key, hash blob not null unique, name text not null, signature integer not null, format text not null,
  taken_on integer not null, state text not null check (state in ('ingelezen', 'geweigerd')), reason text not null,
  statements integer not null, known integer not null, entries integer not null, defects text not null
) strict;

-- Statements, each once; the chain of balances is read from them.
create table bank_statement (
  id integer primary key, key text not null unique, file integer not null, place integer not null, kind text not null,
  account text not null, currency text not null, number text not null,
  first_day integer, last_day integer, opening integer, closing integer, entries integer not null, adds_up integer
) strict;
create index bank_statement_by_account on bank_statement (account, first_day);

-- Payments on statements that are money for the landlord, or that came back. `key` names one for ever. What nobody can place waits
-- until a person says what it is.
create table bank_payment (
  key text primary key, statement integer not null, entry integer not null, day integer not null, cents integer not null,
  payer text not null, account text not null, text text not null, carried text not null, code text not null,
  tenancy integer, reference text not null, because text not null,
  state text not null check (state in ('gezien', 'ouder dan de boeken', 'wacht', 'geen huur', 'verzameld', 'teruggekomen')),
  act integer, note text not null, staff integer, moment integer
) strict, without rowid;
create index bank_payment_waiting on bank_payment (day) where state = 'wacht';
create index bank_payment_by_tenancy on bank_payment (tenancy) where tenancy is not null;
create index bank_payment_by_act on bank_payment (act) where act is not null;
create index bank_payment_by_day on bank_payment (day);
