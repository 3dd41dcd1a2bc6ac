-- What strangers can set off, each with a bound of its own. A code was last sent again on this day because somebody named the address.
create table code_sent_again (tenancy integer primary key, day integer not null) strict;
create index code_sent_again_by_day on code_sent_again (day);

-- Wrong dates of birth since a moment, in seconds since 1970.
create table birth_tried (tenancy integer primary key, since integer not null, wrong integer not null) strict;
