-- The tenant's page: who has proven to be the tenant, what was paid there, and what somebody must look at. Moments are seconds
-- since 1970.

-- One-time codes and proofs of a tenancy. Of a code and of a proof only the hash is kept. In an hour, counted from `hour`, only
-- so many codes are sent and so many wrong answers are heard.
create table tenant_proof (
  tenancy integer primary key,
  hour integer not null, sent integer not null, wrong integer not null,
  code blob, code_ends integer not null,
  token blob, token_ends integer not null
) strict;

-- A payment that a tenant began. Its number is made of chance: it names the payment to the provider (a repeat under it is the
-- same payment) and in the address on which the tenant comes back.
create table payment_request (
  number text primary key,
  tenancy integer not null,
  provider text not null,
  provider_id text not null,      -- the provider's number; empty until it gave one
  cents integer not null,
  state text not null check (state in ('begonnen', 'bij de bank', 'betaald', 'mislukt', 'geannuleerd', 'verlopen', 'teruggedraaid')),
  made_at integer not null, day integer not null,
  asked_at integer not null       -- when we last asked the provider how it goes
) strict, without rowid;
create unique index payment_request_by_provider on payment_request (provider, provider_id) where provider_id <> '';
create index payment_request_by_tenancy on payment_request (tenancy, made_at);
create index payment_request_open on payment_request (made_at) where state in ('begonnen', 'bij de bank');

-- A task that an act lays on a desk: somebody answers what a tenant asked.
create table task_asked (
  task text primary key, tenancy integer not null, act integer not null references act
) strict, without rowid;
create index task_asked_by_act on task_asked (act);
