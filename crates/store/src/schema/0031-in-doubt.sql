-- How much of seen money may be in the landlord's bookings already, under another amount: so much of it does not count until a person
-- says what it is, or a later booking does; from the day of the first of those bookings on. It stands on the account in entries of their own.
alter table seen_money drop column maybe_booked;
alter table seen_money add column in_doubt integer not null default 0;
alter table seen_money add column doubted_from integer;

-- A person said that a booking is this money (then the act is known), or that it is other money.
alter table seen_booked add column act integer;
create index seen_booked_by_act on seen_booked (act) where act is not null;
create table seen_other (
  key text not null, source integer not null, act integer not null,
  primary key (key, source)
) strict, without rowid;
create index seen_other_by_act on seen_other (act);
