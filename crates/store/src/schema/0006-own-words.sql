-- What tenants tell us themselves: consent, messages, and what they want no more of.

-- The day on which this person agreed to WhatsApp; without it the channel does not reach.
alter table person add column whatsapp_since integer;
create index person_by_mobile on person (mobile) where mobile <> '';

-- A message of a tenant, once. The last one opens 24 hours in which free text may go over WhatsApp.
create table received (
  provider_id text primary key, tenancy integer, person text not null, channel integer not null, address text not null,
  day integer not null, moment integer not null, text text not null
) strict, without rowid;
create index received_by_person on received (person, channel, moment);

-- Nothing more over this channel; of e-mail: no friendly messages more. What the law asks for goes on.
create table asked_to_stop (
  tenancy integer not null, person text not null, channel integer not null,
  since integer not null, source text not null, primary key (tenancy, person, channel)
) strict, without rowid;
