-- Leave of a tenant to collect the terms of an arrangement from an account: recorded by an act, ended by another act or because the
-- bank said that it is no good (`stopped` is its code). `reference` names it to the bank.
create table mandate (
  act integer primary key, tenancy integer not null, iban text not null, holder text not null, signed_on integer not null,
  recorded_on integer not null, reference text not null unique, ended_by integer, stopped text not null
) strict;
create index mandate_by_tenancy on mandate (tenancy);

-- Direct debits that were put in a file for the bank, one for each term: never twice for the same one.
create table debit (
  end_to_end text primary key, tenancy integer not null, mandate integer not null, due integer not null, cents integer not null,
  file text not null, made_on integer not null, made_by text not null, code text not null
) strict, without rowid;
create index debit_by_tenancy on debit (tenancy);
create index debit_by_file on debit (file);

create index seen_money_by_provider on seen_money (cents) where seen_by = 'betaaldienst';
