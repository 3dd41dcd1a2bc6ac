-- What people see and change of accounts on screen: settings, sessions by browser, who was signed in when, and a log about accounts.

alter table staff add column keys text not null default 'aan';   -- single keys: aan, met-alt, uit
alter table staff add column signed_in_at integer;               -- the last time; null is never, or before this was kept

alter table session add column browser text not null default ''; -- 'Firefox op Windows', or empty
alter table session add column way text not null default '';     -- how the person signed in: wachtwoord, passkey, ...

-- Whose account a line of the log is about, where it is about one.
alter table audit add column about_staff integer;
create index audit_by_account on audit (about_staff, id) where about_staff is not null;

-- A browser is known for a while only. Who was known before is a stranger once.
drop table device;
create table device (
  token blob primary key, staff integer not null references staff, since integer not null
) strict, without rowid;
create index device_by_staff on device (staff);

-- Passkeys: what this side keeps of them is public. The handle is by what a passkey names its person: random, so that it says nothing.

alter table staff add column handle blob;
update staff set handle = randomblob(16);

create table passkey (
  id blob primary key,             -- the id of the credential
  staff integer not null references staff,
  name text not null,              -- as its owner calls it
  key blob not null,               -- the public key, as the authenticator wrote it (COSE, RFC 9052)
  counter integer not null,        -- the last number it signed with; 0 when it does not count
  eligible integer not null,       -- may be copied to other devices of its owner (WebAuthn: backup eligible)
  made_at integer not null, used_at integer
) strict, without rowid;
create index passkey_by_staff on passkey (staff);

-- Who signs in elsewhere is known by the issuer and what it calls this person, never by an address that may go to another.

alter table staff add column subject text;
create unique index staff_by_subject on staff (subject) where subject is not null;
