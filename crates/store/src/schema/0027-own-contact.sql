-- Number and address that a tenant gave on his page, after proof of who he is; empty: that one was not given. They hold until a delivery
-- says another one than it said before (`was_mobile`, `was_email`).
create table own_contact (
  act integer primary key references act, tenancy integer not null, person text not null,
  mobile text not null, email text not null, was_mobile text not null, was_email text not null
) strict;
create index own_contact_by_person on own_contact (person);
create index own_contact_by_tenancy on own_contact (tenancy);
