-- The triggers of 0004-work.sql.

create function audit_is_not_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'het logboek wordt niet veranderd';
  end if;
  raise exception 'het logboek wordt niet geleegd';
end $$;
create trigger audit_is_not_changed before update or delete on audit
  for each row execute function audit_is_not_changed();
create trigger audit_is_not_emptied before truncate on audit
  for each statement execute function audit_is_not_changed();
