-- The looks beside a book in a file; on a server these stand in the book itself (0030-looks.pg.sql). Moments are seconds since 1970.

-- Who looked at what. Lines are only added.
create table looked (
  id integer primary key, moment integer not null, day integer not null, staff integer not null, tenancy integer, page text not null
) strict;
create index looked_by_tenancy on looked (tenancy, id) where tenancy is not null;
create trigger looked_is_not_changed before update on looked
begin select raise(abort, 'het logboek wordt niet veranderd'); end;
create trigger looked_is_not_emptied before delete on looked
begin select raise(abort, 'het logboek wordt niet geleegd'); end;

-- What somebody works on now: a row that lives for minutes.
create table viewing (staff integer primary key, tenancy integer not null, until integer not null) strict;
