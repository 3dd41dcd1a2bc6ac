-- A tenant who was referred to help, with his consent, and how that goes. Every step names its act; taking that act back removes it.
create table referral (
  act integer primary key references act, tenancy integer not null,
  partner text not null, kind text not null, question text not null,
  consent_by text not null, consent_on integer not null
) strict;
create index referral_by_tenancy on referral (tenancy);
create table referral_step (
  referral integer not null references referral, act integer not null references act,
  state text not null check (state in ('gestart', 'loopt', 'klaar', 'gestopt')), day integer not null,
  primary key (referral, act)
) strict, without rowid;
create index referral_step_by_act on referral_step (act);

-- A pay day that a person agreed with the tenant; null is none any more. The newest of a tenancy goes before what was delivered,
-- until a delivery says another pay day than it said before.
create table pay_day_by_hand (
  tenancy integer not null, act integer not null references act, day integer, primary key (tenancy, act)
) strict, without rowid;

-- A step of a flow that a person passed over, in its cycle; it stands among the steps taken as well, without a channel.
create table step_skipped (
  act integer primary key references act,
  tenancy integer not null, day integer not null, cycle integer not null, step integer not null
) strict;
create index step_skipped_by_tenancy on step_skipped (tenancy);
