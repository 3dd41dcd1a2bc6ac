-- Where business post for a person goes, such as the office of an administrator.
create table person_post (
  person text primary key, street text not null, number text not null, postcode text not null, town text not null
) strict, without rowid;
