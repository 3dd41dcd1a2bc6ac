-- Sending: what became of every message. Moments are seconds since 1 January 1970.

alter table step_taken add column posted_on integer;

create table outbox_that_sends (
  id text primary key, run integer not null, tenancy integer not null, day integer not null,
  letter text not null, tone text not null, channel text not null, amount integer, mode text not null,
  flow text not null, step text not null,
  state text not null check (state in ('klaar', 'wacht op vrijgave', 'schaduw', 'vastgehouden', 'onderweg', 'aangenomen',
    'bezorgd', 'teruggekomen', 'mislukt', 'onzeker', 'vervallen')),
  -- What identifies its step, so that a step that was not really taken can be taken back.
  step_key integer not null, cycle integer not null,
  -- Why it is held, failed or lapsed.
  reason text not null default '',
  not_before integer
) strict;
insert into outbox_that_sends (id, run, tenancy, day, letter, tone, channel, amount, mode, flow, step, state, step_key, cycle)
  select o.id, o.run, o.tenancy, o.day, o.letter, o.tone, o.channel, o.amount, o.mode, o.flow, o.step, o.state,
    coalesce(s.step, 0), coalesce(s.cycle, 0)
  from outbox o
  left join step_taken s on s.tenancy = o.tenancy and s.day = o.day and s.channel is not null;
drop table outbox;
alter table outbox_that_sends rename to outbox;
create index outbox_by_run on outbox (run, tenancy);
create index outbox_that_left on outbox (tenancy, day) where state in ('onderweg', 'aangenomen', 'bezorgd', 'onzeker');
create index outbox_on_its_way on outbox (state, day)
  where state in ('klaar', 'wacht op vrijgave', 'vastgehouden', 'onderweg', 'onzeker');

-- One attempt to hand a message over, with exactly what was handed over. Written before the attempt is made.
create table attempt (
  message text not null, number integer not null,
  tenancy integer not null, day integer not null, moment integer not null,
  channel text not null, person text not null, address text not null,
  -- What the other side knows it by: the same on every repetition of this attempt.
  reference text not null,
  -- How often it was broken off and asked again.
  tries integer not null default 0,
  batch text not null, amount integer, milestone integer, subject text not null, text text not null,
  outcome text not null check (outcome in ('onderweg', 'aangenomen', 'later', 'opgegeven', 'adres onbruikbaar',
    'geweigerd', 'onbekend')),
  provider_id text not null default '', detail text not null default '', fate text not null default '',
  primary key (message, number)
) strict, without rowid;
create unique index attempt_by_reference on attempt (reference);
create index attempt_by_provider on attempt (provider_id) where provider_id <> '';
create index attempt_by_tenancy on attempt (tenancy, moment);
create index attempt_by_batch on attempt (batch) where batch <> '';
create index attempt_by_day on attempt (day);

-- What happened to messages, for the timeline; written in the transaction of what it tells.
create table post_event (
  id integer primary key, message text not null, tenancy integer not null, day integer not null, text text not null
) strict;
create index post_event_by_tenancy on post_event (tenancy, day);

-- Everything that was told afterwards about an attempt, once.
create table status_told (
  message text not null, number integer not null, fate text not null, day integer not null, at integer, detail text not null,
  heard integer not null, primary key (message, number, fate)
) strict, without rowid;

-- What came in and belongs to no message, or could not be read.
create table post_finding (
  id integer primary key, day integer not null, source text not null, row integer not null, reason text not null,
  unique (source, row, reason)
) strict;

-- An address on which a message came back. Another address of the same person is another row: it counts again.
create table unusable_address (
  person text not null, channel integer not null, address text not null,
  since integer not null, reason text not null, message text not null, primary key (person, channel, address)
) strict, without rowid;

create table emergency_stop (
  id integer primary key, opened integer not null, opened_by text not null, why text not null,
  closed integer, closed_by text
) strict;

-- What a tenant types on the payment site: made of chance, never of a number of ours.
create table payment_code (tenancy integer primary key, code text not null unique) strict;
