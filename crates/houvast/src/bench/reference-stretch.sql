-- One stretch of money under the same agreement, number :stretch. Money stands in a queue of cents: a claim beside the
-- agreement comes after the instalments that fall due up to its day, covered claims are paid by the instalments in turn. Money
-- that is exactly a term goes to the covered claims first.

create temp table queued (
  tenancy integer not null, at integer not null, due_on integer not null, total integer not null, open integer not null,
  covered boolean not null, sooner integer not null, upto integer not null, primary key (tenancy, at, due_on)
) without rowid;
insert into queued
with here as (
  select tenancy, at, max(so_far) as total, max(place) as place, count(*) filter (where is_term) > 0 as is_term
  from stretch where n = :stretch group by tenancy, at),
asked as (
  select h.*, o.due_on, o.open, o.due_on <= coalesce(a.covers_until, -1000000) as covered
  from here h join view_open o on o.tenancy = h.tenancy and o.at = h.at and o.open > 0
    left join agreed a on a.tenancy = h.tenancy and a.place = h.place),
lump as (
  select *, coalesce(sum(case when covered then open end) over (partition by tenancy, at), 0) as lump from asked)
select tenancy, at, due_on, total, open, covered, case when covered then 0 when is_term then lump else greatest(0, lump - coalesce((select sum(t.cents) from term t
    where t.tenancy = lump.tenancy and t.place = lump.place and t.day > due_on), 0)) end,
  sum(open) over (partition by tenancy, at, covered order by due_on)
from lump;

create temp table queued_pay (
  tenancy integer not null, at integer not null, due_on integer not null, open integer not null, paid integer not null,
  ends integer not null, primary key (tenancy, at, due_on)
) without rowid;
insert into queued_pay
with beside as (
  select *, greatest(0, least(open, total - (sooner + upto - open))) as paid, sooner + upto as ends from queued where not covered),
left_over as (
  select q.tenancy, q.at, max(q.total) - sum(case when q.covered then 0
    else greatest(0, least(q.open, q.total - (q.sooner + q.upto - q.open))) end) as money
  from queued q group by q.tenancy, q.at)
select tenancy, at, due_on, open, paid, ends from beside
union all
select q.tenancy, q.at, q.due_on, q.open, greatest(0, least(q.open, l.money - (q.upto - q.open))),
  q.upto + coalesce((select sum(b.open) from queued b
    where b.tenancy = q.tenancy and b.at = q.at and not b.covered and b.sooner < q.upto), 0)
from queued q join left_over l on l.tenancy = q.tenancy and l.at = q.at where q.covered;

update view_open set open = p.open - p.paid,
  settled_on = case when p.open = p.paid then (
    select greatest(min(s.day), coalesce(max(c.last_on), min(s.day))) from stretch s, view_claim c
    where s.tenancy = p.tenancy and s.at = p.at and s.n = :stretch and s.so_far >= p.ends
      and c.tenancy = p.tenancy and c.at = p.at and c.due_on = p.due_on) end
from queued_pay p where p.tenancy = view_open.tenancy and p.at = view_open.at and p.due_on = view_open.due_on and p.paid > 0;
