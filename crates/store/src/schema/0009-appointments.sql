-- Appointments with tenants. A row is one version of one appointment and never changes: moving it, ending it and taking that back
-- each add a version, so a calendar that was told an earlier one can be told the newer. Minutes are after midnight, on the
-- landlord's clock.
create table appointment (
  id integer not null,
  version integer not null,         -- from 0, one higher every time: SEQUENCE of RFC 5545
  act integer not null references act,  -- what made this version, or what was taken back by it
  tenancy integer not null,
  kind text not null check (kind in ('belafspraak', 'huisbezoek')),
  staff integer not null references staff,
  day integer not null, from_minute integer not null, until_minute integer not null,
  place text not null,              -- empty: by telephone, or at home
  state text not null check (state in ('gepland', 'doorgegaan', 'gemist', 'afgezegd')),
  made_at integer not null,
  primary key (id, version),
  check (from_minute >= 0 and from_minute < until_minute and until_minute <= 1440)
) strict, without rowid;
create index appointment_by_staff on appointment (staff, day);
create index appointment_by_tenancy on appointment (tenancy);
create index appointment_by_act on appointment (act);
create view appointment_now as
  select a.* from appointment a where a.version = (select max(version) from appointment where id = a.id);

-- Nobody is in two places at once, neither one of us nor a tenant.
create trigger appointment_only_when_free before insert on appointment when new.state = 'gepland'
begin
  select raise(abort, 'bezet') where exists (
    select 1 from appointment_now o
    where o.day = new.day and (o.staff = new.staff or o.tenancy = new.tenancy) and o.id <> new.id and o.state = 'gepland'
      and o.from_minute < new.until_minute and new.from_minute < o.until_minute);
end;
create trigger appointment_is_not_changed before update on appointment
begin select raise(abort, 'een afspraak krijgt een nieuwe versie'); end;

-- Which version of which appointment a message stated.
alter table attempt add column appointment integer;
alter table attempt add column appointment_version integer;
