-- The words of bookings lie together for each dossier, in order of their source: a page that tells the account reads them in one go, and
-- not each by itself from all over the book.
create table booking_of_tenancy (
  tenancy integer not null, source integer not null, external text not null, description text not null,
  primary key (tenancy, source)
) strict, without rowid;
insert into booking_of_tenancy select distinct l.tenancy, b.source, b.external, b.description
  from ledger l join booking b on b.source = l.source where l.source <> 0;
drop table booking;
alter table booking_of_tenancy rename to booking;
