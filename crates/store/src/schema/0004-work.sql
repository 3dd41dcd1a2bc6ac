-- People who work with the book, what they looked at, and what they did. An account is closed, never removed: what somebody did
-- keeps its name. Moments are seconds since 1970.

create table staff (
  id integer primary key,
  email text not null unique collate nocase, name text not null, role text not null,
  districts text not null,        -- one to a line; none is all
  password text not null,         -- an argon2id line; empty until somebody chose one
  made_at integer not null, closed_at integer
) strict;

-- Only the hash of a token is kept: who reads the book cannot sign in with it.
create table session (
  token blob primary key, staff integer not null references staff, began integer not null, seen integer not null
) strict, without rowid;

create table invitation (
  token blob primary key, staff integer not null references staff, ends integer not null
) strict, without rowid;

-- Who looked at what and who changed what. Lines are only added.
create table audit (
  id integer primary key, moment integer not null, day integer not null, staff integer, tenancy integer,
  what text not null, detail text not null
) strict;
create index audit_by_tenancy on audit (tenancy, id) where tenancy is not null;
create index audit_by_staff on audit (staff, id) where staff is not null;
create trigger audit_is_not_changed before update on audit
begin select raise(abort, 'het logboek wordt niet veranderd'); end;
create trigger audit_is_not_emptied before delete on audit
begin select raise(abort, 'het logboek wordt niet geleegd'); end;

-- What a person did about a dossier. What it recorded carries its id (`handeling/12`); taking it back removes what it recorded
-- and leaves the act, with who took it back and when.
create table act (
  id integer primary key,
  tenancy integer not null, staff integer not null references staff,
  moment integer not null, day integer not null,
  kind text not null, note text not null,
  task text not null,             -- the task it finished, or empty
  records integer not null,       -- how many things it recorded elsewhere in the book
  undone_at integer, undone_by integer references staff
) strict;
create index act_by_tenancy on act (tenancy, id);
create index act_by_staff on act (staff, id);

-- Browsers in which somebody signed in before: what strangers try elsewhere does not slow these down.
create table device (token blob primary key, staff integer not null references staff) strict, without rowid;

-- Tasks that a night took off the desks, because what they were for is gone.
create table task_gone (id text primary key, night integer not null) strict, without rowid;
create index task_gone_by_night on task_gone (night);
-- The work list asks for what is open among all tasks there ever were.
create index task_open on task (day) where state = 'open';
