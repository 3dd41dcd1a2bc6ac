-- When it was seen the landlord had booked smaller payments that nothing explains: it may be booked in parts already. A person is asked at once.
alter table seen_money add column maybe_booked integer not null default 0;
