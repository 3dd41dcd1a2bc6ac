-- What a tenant can pay a month, worked out on the page where an arrangement is made. `amounts` are a line each, empty unless the
-- tenant lets them be kept; after `kept_until` a night wipes them.
create table room (
  act integer primary key, tenancy integer not null, cents integer not null, amounts text not null, kept_until integer
) strict;
create index room_by_tenancy on room (tenancy);
create index room_kept on room (kept_until) where kept_until is not null;
