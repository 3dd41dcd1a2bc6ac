-- Writes what changed, as a night does, and takes it back.
begin;
insert into decision_copy
select 1, f.tenancy, c.key, p.category,
  'arrears=' || arrears || ';days_overdue=' || days_overdue || ';months_behind=' || months_behind || ';late_months_12=' || late_months_12
    || ';late_in_a_row=' || late_in_a_row || ';clean_months=' || clean_months || ';days_since_contact=' || days_since_contact,
  arrears
from fact f join placed n on n.tenancy = f.tenancy join category c on c.place = n.place
  left join position_copy p on p.tenancy = f.tenancy
where p.category is distinct from c.key;
insert into position_copy select tenancy, category, :today, 0 from decision_copy where true
on conflict (tenancy) do update set category = excluded.category, since = excluded.since, outcome = excluded.outcome;
rollback;
