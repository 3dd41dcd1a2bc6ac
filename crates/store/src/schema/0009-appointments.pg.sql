-- The triggers of 0009-appointments.sql.

create function appointment_only_when_free() returns trigger language plpgsql as $$
begin
  if new.state = 'gepland' and exists (
    select 1 from appointment_now o
    where o.day = new.day and (o.staff = new.staff or o.tenancy = new.tenancy) and o.id <> new.id and o.state = 'gepland'
      and o.from_minute < new.until_minute and new.from_minute < o.until_minute)
  then
    raise exception 'bezet';
  end if;
  return new;
end $$;
create trigger appointment_only_when_free before insert on appointment
  for each row execute function appointment_only_when_free();

create function appointment_is_not_changed() returns trigger language plpgsql as $$
begin
  raise exception 'een afspraak krijgt een nieuwe versie';
end $$;
create trigger appointment_is_not_changed before update on appointment
  for each row execute function appointment_is_not_changed();
