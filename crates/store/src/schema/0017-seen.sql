-- Money that a payment provider or the bank saw before the landlord's books had it. `key` names the payment for ever, so that it
-- is seen once; `still_open` is what no booking of the landlord explains yet. It counts on the account through `ledger`, in entries
-- of a kind of its own; here stands where it came from and what became of it.
create table seen_money (
  key text primary key, tenancy integer not null, seen_by text not null check (seen_by in ('betaaldienst', 'bank')),
  reference text not null, seen_on integer not null, cents integer not null, still_open integer not null,
  state text not null check (state in ('open', 'geboekt', 'ingetrokken')), ended_on integer, why text not null
) strict, without rowid;
create index seen_money_by_tenancy on seen_money (tenancy);
create index seen_money_open on seen_money (tenancy) where state = 'open';

-- Which booking of the landlord it turned out to be, part by part; `source` as in `ledger`.
create table seen_booked (
  key text not null, source integer not null, booked_on integer not null, cents integer not null,
  primary key (key, source)
) strict, without rowid;
create index seen_booked_by_source on seen_booked (source);
