-- What of seen money its provider says went back since, as far as the landlord had not booked it.
alter table seen_money add column went_back integer not null default 0;
