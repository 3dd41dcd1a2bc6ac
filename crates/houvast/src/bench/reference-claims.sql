-- The night's facts and categories in plain SQL, written from the documentation of the facts and not from their code.
--
-- One text for both stores, in what both understand; `reference/words.rs` says the rest to each in its own words. It runs in the
-- book itself and leaves its results in tables of its own: `fact` has a column for every fact by its id, `placed` the category.
-- It knows nothing of claims that are prescribed: the books of the benchmark have none of five years old.
-- Unknown is null; never is :never. Day and settings are put in for the words with a colon.

-- 1. Claims: all that fell due on one day, less the money that was meant for it -----------------------------------------

create temp table raised (
  tenancy integer not null, due_on integer not null, charged integer not null, primary key (tenancy, due_on)
) without rowid;
insert into raised
select tenancy, coalesce(due_on, booked_on) as due_on, sum(cents)
from ledger where cents > 0 and booked_on <= :today and not (kind in (9, 10) and due_on is null) group by 1, 2;

create temp table given (tenancy integer, due_on integer, booked_on integer, money integer, part integer);
insert into given
select m.tenancy, m.due_on, m.booked_on, m.money,
       least(m.so_far, coalesce(r.charged, 0)) - least(m.so_far - m.money, coalesce(r.charged, 0)) as part
from (
  select tenancy, due_on, booked_on, -cents as money,
    cast(sum(-cents) over (partition by tenancy, due_on order by booked_on, seq) as integer) as so_far
  from ledger where cents < 0 and due_on is not null and booked_on <= :today) m
left join raised r on r.tenancy = m.tenancy and r.due_on = m.due_on;

create temp table paid (
  tenancy integer not null, due_on integer not null, part integer not null, last_on integer, primary key (tenancy, due_on)
) without rowid;
insert into paid
select tenancy, due_on, sum(part), max(case when part > 0 then booked_on end) from given group by tenancy, due_on;

-- Money without a claim of its own, by day: it pays the oldest claim first.
create temp table pool (tenancy integer not null, day integer not null, money integer not null, primary key (tenancy, day)) without rowid;
insert into pool
select tenancy, day, sum(money) from (
  select tenancy, booked_on as day, money - part as money from given where money > part
  union all
  select tenancy, booked_on, -cents from ledger where cents < 0 and due_on is null and booked_on <= :today) spread
group by tenancy, day;

create temp table claim (
  tenancy integer not null, due_on integer not null, open integer not null, settled_on integer, primary key (tenancy, due_on)
) without rowid;
insert into claim
with left_over as (
  select r.tenancy, r.due_on, r.charged - coalesce(p.part, 0) as rest, p.last_on
  from raised r left join paid p on p.tenancy = r.tenancy and p.due_on = r.due_on),
queue as (
  select tenancy, due_on as day, false as is_money, rest, last_on,
    cast(sum(rest) over (partition by tenancy order by due_on) as integer) as so_far
  from left_over where rest > 0
  union all
  select tenancy, day, true, null, null, cast(sum(money) over (partition by tenancy order by day) as integer) from pool),
-- A claim is paid on the first day on which the money so far covers the claims so far.
matched as (
  select *, min(case when is_money then day end) over (partition by tenancy order by so_far desc, is_money desc) as covered_on
  from queue)
select tenancy, day,
  case when covered_on is not null then 0
       else least(rest, so_far - (select coalesce(sum(money), 0) from pool where pool.tenancy = matched.tenancy)) end,
  case when covered_on is not null then greatest(covered_on, coalesce(last_on, covered_on)) end
from matched where not is_money
union all
select tenancy, due_on, 0, last_on from left_over where rest = 0;

-- 1b. Arrangements: while one holds, unmarked money pays in order of due day, and what it covers falls due by instalment --

create temp table agreed (
  tenancy integer not null, place integer not null, agreed_on integer not null, external text not null,
  covers_until integer not null, ended_on integer, instalments text not null, last_term integer, primary key (tenancy, place)
) without rowid;
insert into agreed
select tenancy, row_number() over (partition by tenancy order by agreed_on desc, external desc), agreed_on, external,
  covers_until, ended_on, instalments, agreed_on
from arrangement where agreed_on <= :today;

create temp table term (
  tenancy integer not null, place integer not null, number integer not null, day integer not null, cents integer not null,
  primary key (tenancy, place, number)
) without rowid;
insert into term
with recursive cut (tenancy, place, text, number, day, cents) as (
  select tenancy, place, instalments || ' ', 0, cast(null as integer), cast(null as integer) from agreed
  union all
  select tenancy, place, substr(text, instr(text, ' ') + 1), number + 1,
    cast(substr(text, 1, instr(text, ':') - 1) as integer),
    cast(substr(text, instr(text, ':') + 1, instr(text, ' ') - instr(text, ':') - 1) as integer)
  from cut where instr(text, ':') > 0)
select tenancy, place, number, day, cents from cut where number > 0;
update agreed set last_term = (select max(day) from term t where t.tenancy = agreed.tenancy and t.place = agreed.place)
where exists (select 1 from term t where t.tenancy = agreed.tenancy and t.place = agreed.place);

-- The days on which what is left must be known: today, the last good day and the last day of repair of each past term.
create temp table view_on (tenancy integer not null, at integer not null, primary key (tenancy, at)) without rowid;
insert into view_on
select tenancy, :today from agreed
union select tenancy, agreed_on from agreed
union select tenancy, day + :grace from term where day + :grace < :today
union select tenancy, least(day + :broken_after, :today) from term where day + :grace < :today;

create temp table view_claim (
  tenancy integer not null, at integer not null, due_on integer not null, charged integer not null, rest integer not null,
  last_on integer, primary key (tenancy, at, due_on)
) without rowid;
create temp table view_given (
  tenancy integer, at integer, due_on integer, charged integer, booked_on integer, money integer, part integer
);
insert into view_given
with charged as (
  select v.tenancy, v.at, coalesce(l.due_on, l.booked_on) as due_on, sum(l.cents) as charged
  from view_on v join ledger l on l.tenancy = v.tenancy and l.booked_on <= v.at
  where l.cents > 0 and not (l.kind in (9, 10) and l.due_on is null) group by 1, 2, 3),
meant as (
  select v.tenancy, v.at, l.due_on, l.booked_on, -l.cents as money,
    cast(sum(-l.cents) over (partition by v.tenancy, v.at, l.due_on order by l.booked_on, l.seq) as integer) as so_far
  from view_on v join ledger l on l.tenancy = v.tenancy and l.booked_on <= v.at
  where l.cents < 0 and l.due_on is not null)
select tenancy, at, due_on, charged, null as booked_on, null as money, null as part from charged
union all
select m.tenancy, m.at, m.due_on, null, m.booked_on, m.money,
  least(m.so_far, coalesce(c.charged, 0)) - least(m.so_far - m.money, coalesce(c.charged, 0))
from meant m left join charged c on c.tenancy = m.tenancy and c.at = m.at and c.due_on = m.due_on;
insert into view_claim
select tenancy, at, due_on, sum(charged), sum(charged) - coalesce(sum(part), 0), max(case when part > 0 then booked_on end)
from view_given group by tenancy, at, due_on having sum(charged) is not null;
-- Money by day and by what it follows: the newest agreement that holds (0 is none), and whether it is exactly a term of it.
create temp table view_money (tenancy integer, at integer, day integer, money integer, place integer);
insert into view_money
select *, coalesce((select min(a.place) from agreed a where a.tenancy = p.tenancy and a.agreed_on < p.day
  and (a.ended_on is null or p.day < a.ended_on) and p.day <= a.last_term + 31), 0)
from (
  select tenancy, at, booked_on as day, money - part as money from view_given where money > part
  union all
  select v.tenancy, v.at, l.booked_on, -l.cents from view_on v join ledger l on l.tenancy = v.tenancy and l.booked_on <= v.at
  where l.cents < 0 and l.due_on is null) p;
create temp table view_pool (tenancy integer, at integer, day integer, money integer, place integer, is_term boolean);
insert into view_pool
select *, place > 0 and exists (select 1 from term t where t.tenancy = m.tenancy and t.place = m.place and t.cents = money)
  and not exists (select 1 from view_claim c where c.tenancy = m.tenancy and c.at = m.at and c.charged = money and c.due_on > (
    select covers_until from agreed a where a.tenancy = m.tenancy and a.place = m.place))
from view_money m;

-- Stretches of money that follow the same, with what each has brought so far. Stretch 0 is from before any agreement.
create temp table stretch (
  tenancy integer not null, at integer not null, n integer not null, day integer not null, place integer not null,
  is_term boolean not null, so_far integer not null, primary key (n, tenancy, at, day)
) without rowid;
insert into stretch
with daily as (
  select tenancy, at, day, place, is_term, sum(money) as money from view_pool group by tenancy, at, day, place, is_term),
turned as (
  select *, place <> lag(place, 1, 0) over before or is_term <> lag(is_term, 1, false) over before as turns from daily
  window before as (partition by tenancy, at order by day, is_term desc)),
numbered as (
  select *, count(*) filter (where turns) over (partition by tenancy, at order by day, is_term desc) as n from turned)
select tenancy, at, n, day, place, is_term, sum(money) over (partition by tenancy, at, n order by day) from numbered;

-- Stretch 0 pays the oldest first; the others follow one by one (reference-stretch.sql).
create temp table view_open (
  tenancy integer not null, at integer not null, due_on integer not null, open integer not null, settled_on integer,
  primary key (tenancy, at, due_on)
) without rowid;
insert into view_open
with queued as (
  select *, sum(rest) over (partition by tenancy, at order by due_on) as ends from view_claim where rest > 0),
first as (
  select tenancy, at, max(so_far) as total from stretch where n = 0 group by tenancy, at)
select q.tenancy, q.at, q.due_on, greatest(0, least(q.rest, q.ends - coalesce(f.total, 0))),
  case when q.ends <= f.total then (select greatest(min(s.day), coalesce(q.last_on, min(s.day))) from stretch s
    where s.tenancy = q.tenancy and s.at = q.at and s.n = 0 and s.so_far >= q.ends) end
from queued q left join first f on f.tenancy = q.tenancy and f.at = q.at
union all
select tenancy, at, due_on, 0, last_on from view_claim where rest = 0;
