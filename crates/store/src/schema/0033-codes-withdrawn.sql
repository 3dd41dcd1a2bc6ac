-- Codes of the tenant's page that a person withdrew: they open nothing any more and are given to nobody else. Who pays with one as the
-- reference is still known.
create table payment_code_withdrawn (code text primary key, tenancy integer not null, act integer not null) strict;
create index payment_code_withdrawn_by_tenancy on payment_code_withdrawn (tenancy);
create index payment_code_withdrawn_by_act on payment_code_withdrawn (act);
