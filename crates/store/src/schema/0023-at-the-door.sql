-- Who is at the door keeps in the browser what was asked, closed with a key that all who serve this book have.

create table door_key (one integer primary key check (one = 1), key blob not null) strict;

-- Challenges that a passkey answered: each opens the door once. Kept until it would have ended anyway, in seconds since 1970.
create table answered_challenge (challenge blob primary key, until integer not null) strict, without rowid;
