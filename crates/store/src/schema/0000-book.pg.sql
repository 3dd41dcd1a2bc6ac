-- What SQLite has of its own, in PostgreSQL: the number of the form of this book, how often it changed, and what a query asks for.

create table form (number bigint not null, changes bigint not null);
insert into form values (0, 0);

-- Capitals do not count in an e-mail address.
create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

create function instr(text, text) returns integer language sql immutable strict return strpos($1, $2);
create function hex(bytea) returns text language sql immutable strict return upper(encode($1, 'hex'));
create function randomblob(integer) returns bytea language sql volatile strict
  return substr(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 1, $1);
