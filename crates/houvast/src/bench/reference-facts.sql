-- Facts and categories, when the claims are known (reference-claims.sql).

delete from claim where tenancy in (select tenancy from agreed);
insert into claim select tenancy, due_on, open, settled_on from view_open where at = :today;

-- 2. Own pay day: agreed, or learned from the twelve months before this one ---------------------------------------------

create temp table rhythm (tenancy integer primary key, days integer, percent integer, months integer);
insert into rhythm
with waited as (
  select tenancy, greatest(settled_on - due_on, 0) as days from claim
  where due_on >= :year_before_month and due_on < :month_start and settled_on is not null),
ranked as (
  select tenancy, days, row_number() over (partition by tenancy order by days) as place, count(*) over (partition by tenancy) as months
  from waited),
middle as (select tenancy, days, months from ranked where place = (months + 1) / 2),
regular as (
  select w.tenancy, count(*) as regular from waited w join middle m on m.tenancy = w.tenancy
  where abs(w.days - m.days) <= 3 group by w.tenancy),
every as (
  select tenancy, count(*) as claims from claim
  where due_on >= :year_before_month and due_on < :month_start group by tenancy)
select m.tenancy, m.days, r.regular * 100 / e.claims, m.months
from middle m join regular r on r.tenancy = m.tenancy join every e on e.tenancy = m.tenancy order by m.tenancy;

-- Claims that matter today with the own pay day of each; claims are judged by month over twelve months.
create temp table claim_open (
  tenancy integer not null, due_on integer not null, open integer not null, settled_on integer, month integer not null,
  pay_by integer not null, primary key (tenancy, due_on)
) without rowid;
insert into claim_open
select c.tenancy, c.due_on, c.open, c.settled_on, d.month,
  case
    when t.accepted_pay_day is not null then
      case when d.first + least(t.accepted_pay_day, d.length) - 1 >= c.due_on then d.first + least(t.accepted_pay_day, d.length) - 1
           else d.next_first + least(t.accepted_pay_day, d.next_length) - 1 end
    when :learned_counts = 1 and r.months >= :learned_months and r.percent >= :learned_percent and r.days > :late_after and r.days <= 27
      then c.due_on + r.days
    else c.due_on end as pay_by
from claim c join tenancy t on t.id = c.tenancy join calendar d on d.day = c.due_on left join rhythm r on r.tenancy = c.tenancy
where c.open > 0 or c.due_on >= :window_start;

create temp table judged (
  tenancy integer primary key, arrears integer, due integer, claims integer, oldest integer, oldest_by integer,
  late integer, settled integer, worst integer
);
insert into judged
select tenancy,
  sum(case when pay_by < :today then open else 0 end), sum(case when due_on < :today then open else 0 end),
  count(*) filter (where pay_by < :today and open > 100),
  min(case when pay_by < :today and open > 100 then due_on end), min(case when pay_by < :today and open > 100 then pay_by end),
  sum(distinct case when falls and late_days > :late_after then 1 << cast(:month - month as int) else 0 end),
  sum(distinct case when falls and (settled_on is not null or late_days > :late_after) then 1 << cast(:month - month as int) else 0 end),
  greatest(0, max(case when falls then late_days else 0 end))
from (
  -- A claim short by a euro or less is owed, but not late.
  select *, due_on >= :window_start and due_on <= :today and (open = 0 or open > 100) as falls, coalesce(settled_on, :today) - pay_by as late_days from claim_open) seen
group by tenancy;

-- 3. What was booked and what holds -------------------------------------------------------------------------------------

create temp table looked_back (tenancy integer primary key, reversals integer, reversed_on integer, reason integer);
insert into looked_back
with back as (
  select tenancy, booked_on, reason, row_number() over (partition by tenancy order by booked_on desc, seq desc) as place
  from ledger where kind = 11 and booked_on >= :window_start and booked_on <= :today)
select tenancy, count(*) filter (where coalesce(reason, 8) not in (2, 3, 7)), max(booked_on), max(case when place = 1 then coalesce(reason, 8) end)
from back group by tenancy;

-- Circumstances that hold today, one row for each tenancy that has any; promises and findings look at the newest.
create temp table held (
  tenancy integer primary key, help boolean, vulnerable boolean, nuisance boolean, represented boolean, scheme integer,
  scheme_since integer, signal integer, phase integer, disputed_cents integer, disputed_all integer,
  help_closed integer, finding integer, found_on integer, unread boolean
);
insert into held
with known as (
  select *, (closed_on is null or :today < closed_on) and (until is null or :today <= until) as holds
  from circumstance where since <= :today),
scheme as (
  select tenancy, kind, since, row_number() over (partition by tenancy
    order by case kind when 13 then 1 when 14 then 2 else 3 end, since desc, external desc) as place
  from known where holds and kind in (12, 13, 14)),
finding as (
  select tenancy, since, case when closed_on <= :today then 0 else kind - 3 end as word,
    row_number() over (partition by tenancy order by since desc, external desc) as place
  from known where kind between 4 and 7)
select k.tenancy, 
  count(*) filter (where k.kind = 8 and holds) > 0, count(*) filter (where k.kind = 9 and holds) > 0,
  count(*) filter (where k.kind = 10 and holds) > 0, count(*) filter (where k.kind = 11 and holds) > 0,
  coalesce(max(case s.kind when 12 then 1 when 13 then 2 when 14 then 3 end), 0), max(s.since),
  case when count(*) filter (where k.kind = 15 and holds) > 0 then 1 when count(*) filter (where k.kind = 16 and holds) > 0 then 2 else 0 end,
  max(case when not holds then 0 when k.kind = 19 then 3 when k.kind = 18 then 2 when k.kind = 20 then 1 else 0 end),
  sum(case when k.kind = 3 and holds then coalesce(k.cents, 0) else 0 end), count(*) filter (where k.kind = 3 and holds and k.cents is null),
  max(case when k.kind = 8 and coalesce(k.closed_on, k.until) <= :today then coalesce(k.closed_on, k.until) end),
  max(f.word), max(f.since), count(*) filter (where k.kind = 22 and holds) > 0
from known k
  left join scheme s on s.tenancy = k.tenancy and s.place = 1
  left join finding f on f.tenancy = k.tenancy and f.place = 1
group by k.tenancy;

-- Promises: kept when the money came in by the second working day after the promised day. Money of the day itself may be of before
-- the promise: until the last day it counts only when it left less open than was promised.
create temp table promised (tenancy integer primary key, last_state integer, broken integer);
insert into promised
with told as (
  select tenancy, since, external, coalesce(cents, 1) as cents, coalesce(until, since + 7) as until
  from circumstance where kind = 2 and since <= :today),
-- 1 January 1970 was a Thursday: 0 is Monday here.
slack as (
  select *, until + case (until + 3) % 7 when 3 then 4 when 4 then 4 when 5 then 3 else 2 end as last_day from told),
counted as (
  select *, since as from_day from slack union all select *, since + 1 from slack),
paid as (
  select c.*, coalesce((select sum(-l.cents) from ledger l where l.tenancy = c.tenancy and l.kind in (9, 10)
    and l.booked_on >= c.from_day and l.booked_on <= least(c.last_day, :today)), 0)
    -- less the direct debits among them that came back
    - coalesce((select sum(r.cents) from ledger r where r.tenancy = c.tenancy and r.kind = 11 and r.booked_on >= c.from_day
      and r.booked_on <= :today
      and exists (select 1 from ledger d where d.tenancy = c.tenancy and d.kind = 10 and d.cents = -r.cents
        and d.booked_on between c.from_day and least(c.last_day, :today, r.booked_on))), 0) as money
  from counted c),
went as (
  select f.*, case
      when a.money >= f.cents then 2
      when f.money >= f.cents and (f.last_day < :today or coalesce((select sum(l.cents) from ledger l
        where l.tenancy = f.tenancy and l.booked_on <= f.since), 0) < f.cents) then 2
      when f.last_day < :today then 3 else 1 end as state,
    row_number() over (partition by f.tenancy order by f.since desc, f.external desc) as place
  from paid f join paid a on a.tenancy = f.tenancy and a.external = f.external and a.from_day = f.since + 1
  where f.from_day = f.since)
select tenancy, max(case when place = 1 then state end), count(*) filter (where state = 3 and last_day >= :year_ago) from went group by tenancy;

-- 4. Arrangements, judged on the claims they cover ----------------------------------------------------------------------

create temp table arranged (
  tenancy integer, agreed_on integer, external text, covers_until integer, state integer, broken_on integer, place integer
);
insert into arranged
with scheduled as (
  select *, sum(cents) over (partition by tenancy, place order by number) as scheduled,
    sum(cents) over (partition by tenancy, place) as total
  from term),
left_at as (
  select a.tenancy, a.place, v.at,
    coalesce((select sum(o.open) from view_open o where o.tenancy = v.tenancy and o.at = v.at and o.due_on <= a.covers_until), 0)
      as remaining
  from agreed a join view_on v on v.tenancy = a.tenancy),
-- What stood open at the agreement beyond its terms is not in it.
basis as (
  select t.tenancy, t.place, greatest(t.total, coalesce(l.remaining, 0)) as basis, t.total
  from (select distinct tenancy, place, total from scheduled) t
    join agreed a on a.tenancy = t.tenancy and a.place = t.place
    left join left_at l on l.tenancy = t.tenancy and l.place = t.place and l.at = a.agreed_on),
missed as (
  select t.tenancy, t.place, t.day,
    t.scheduled - (b.basis - r.remaining) - :tolerance as short,
    row_number() over (partition by t.tenancy, t.place order by t.number) as miss
  from scheduled t
    join basis b on b.tenancy = t.tenancy and b.place = t.place
    join left_at g on g.tenancy = t.tenancy and g.place = t.place and g.at = t.day + :grace
    join left_at r on r.tenancy = t.tenancy and r.place = t.place and r.at = least(t.day + :broken_after, :today)
  where t.day + :grace < :today and t.scheduled - (b.basis - g.remaining) - :tolerance > 0),
judgement as (
  select a.*, least(n.remaining, case when b.total > 0 then greatest(b.total - (b.basis - n.remaining),
      (select coalesce(sum(t.cents), 0) from term t where t.tenancy = a.tenancy and t.place = a.place and t.day >= :today))
      else n.remaining end) as remaining,
    case when m1.short > 0 and m1.day + :broken_after < :today then m1.day + :broken_after + 1
         when m1.short <= 0 and m2.day is not null then m2.day + :grace + 1 end as broke_on,
    m1.short > 0 as at_risk
  from agreed a left join left_at n on n.tenancy = a.tenancy and n.place = a.place and n.at = :today
    left join basis b on b.tenancy = a.tenancy and b.place = a.place
    left join missed m1 on m1.tenancy = a.tenancy and m1.place = a.place and m1.miss = 1
    left join missed m2 on m2.tenancy = a.tenancy and m2.place = a.place and m2.miss = 2)
select tenancy, agreed_on, external, covers_until,
  case when ended_on <= :today then 5 when broke_on is not null then 3 when coalesce(remaining, 0) = 0 then 4
       when at_risk then 2 else 1 end,
  case when coalesce(ended_on > :today, true) then broke_on end, place
from judgement;

-- 5. Facts --------------------------------------------------------------------------------------------------------------

create temp table fact as
with spoken as (
  select tenancy, max(case when reached = 1 or incoming = 1 then day end) as spoken_on,
    count(*) filter (where channel = 6 and :today - day <= 90) as visits, count(*) filter (where channel in (5, 6, 7) and :today - day <= 30) as attempts
  from contact where day <= :today group by tenancy),
broken as (
  select tenancy, count(*) filter (where state = 3 and broken_on >= :year_ago) as broken from arranged group by tenancy),
joined as (
  select t.*, j.*, h.*, b.*, r.*, s.*, p.last_state, p.broken as promises_broken, k.broken as arrangements_broken,
    a.state, a.agreed_on, case when a.state in (1, 2) then a.covers_until end as arranged_until,
    coalesce(t.rent, (select l.cents from ledger l where l.tenancy = t.id and l.kind = 1 and l.cents > 0 and l.booked_on <= :today
      order by l.booked_on desc, l.seq desc limit 1)) as month_rent,
    case when h.help then null else h.help_closed end as help_over,
    coalesce(case when t.deceased_on <= :today then t.deceased_on end, case when b.reason = 5 then b.reversed_on end) as died_on,
    1 - (coalesce(j.settled, 0) & 1) as from_month
  from tenancy t
    left join judged j on j.tenancy = t.id left join held h on h.tenancy = t.id left join looked_back b on b.tenancy = t.id
    left join rhythm r on r.tenancy = t.id left join spoken s on s.tenancy = t.id left join promised p on p.tenancy = t.id
    left join broken k on k.tenancy = t.id left join arranged a on a.tenancy = t.id and a.place = 1)
select j.id as tenancy,
  :month - c.month - case when least(j.starts_on - c.first + 1, :month_length) > :day_of_month then 1 else 0 end as tenancy_age,
  ((coalesce(j.notice_on <= :today, false) or j.ends_on is not null) and coalesce(j.ends_on >= :today, true)) as notice_given,
  case when j.notice_on <= :today then :today - j.notice_on else :never end as days_since_notice,
  coalesce(j.ends_on < :today, false) as departed,
  case when j.ends_on <= :today then :today - j.ends_on else :never end as days_since_end,
  coalesce(j.arrears, 0) as arrears,
  case when coalesce(j.arrears, 0) = 0 then 0 when j.month_rent > 0 then j.arrears * 100 / j.month_rent end as months_behind,
  coalesce(j.due, 0) as due_balance,
  greatest(0, coalesce(case when j.arranged_until is null and coalesce(j.scheme, 0) = 0 then j.arrears
    else (select sum(o.open) from claim_open o where o.tenancy = j.id and o.pay_by < :today
      and (j.arranged_until is null or o.due_on > j.arranged_until)
      and (coalesce(j.scheme, 0) = 0 or o.due_on >= j.scheme_since)) end, 0)
    - coalesce(j.disputed_cents + j.disputed_all * coalesce(j.due, 0), 0)) as claimable,
  coalesce(:today - j.oldest_by, 0) as days_overdue,
  coalesce(j.claims, 0) as open_claims,
  m3.ones as late_months_3, m6.ones as late_months_6, m12.ones as late_months_12,
  onward.lowest - j.from_month as late_in_a_row,
  clean.lowest - j.from_month as clean_months,
  coalesce(j.worst, 0) as worst_lateness,
  (coalesce(j.late, 0) = 1 and before.ones >= 6) as broke_good_pattern,
  (select l.day - l.first + 1 from calendar l
    where l.day = (select max(c.due_on) from claim c where c.tenancy = j.id) + j.days) as learned_pay_day,
  j.percent as pay_day_regularity,
  coalesce(j.accepted_pay_day, :never) as accepted_pay_day,
  j.direct_debit as direct_debit,
  coalesce(j.reversals, 0) as reversals_12,
  coalesce(:today - j.reversed_on, :never) as days_since_reversal,
  coalesce(j.reason, 0) as reversal_reason,
  coalesce(j.state, 0) as arrangement,
  case when j.state in (1, 4) then :month - g.month
      - case when least(j.agreed_on - g.first + 1, :month_length) > :day_of_month then 1 else 0 end else 0 end
    as arrangement_months_kept,
  coalesce(j.last_state, 0) as promise,
  coalesce(j.promises_broken, 0) + coalesce(j.arrangements_broken, 0) as broken_agreements_12,
  coalesce(j.attempts, 0) as contact_attempts_30,
  coalesce(j.visits, 0) as visits_90,
  coalesce(:today - j.spoken_on, :never) as days_since_contact,
  case when :today - j.found_on <= :finding_days then j.finding else 0 end as can_will,
  coalesce(:today - j.found_on, :never) as days_since_finding,
  coalesce(j.help, false) as help_running,
  case when j.help_over is null then :never
    else :month - e.month - case when least(j.help_over - e.first + 1, :month_length) > :day_of_month then 1 else 0 end end as months_since_help,
  coalesce(j.vulnerable, false) as vulnerable, coalesce(j.nuisance, false) as nuisance,
  j.died_on is not null as deceased, coalesce(:today - j.died_on, :never) as days_since_death,
  coalesce(j.represented, false) as represented, coalesce(j.scheme, 0) as debt_scheme,
  coalesce(j.disputed_cents + j.disputed_all * coalesce(j.due, 0), 0) as disputed,
  coalesce(j.signal, 0) as early_signal, coalesce(j.phase, 0) as legal_phase,
  coalesce(:today - (select max(t.day) from step_taken t where t.tenancy = j.id and t.milestone = 2 and t.cycle >= j.oldest
    and t.day <= :today), :never) as days_since_fourteen_day_letter,
  case when j.starts_on is null then 1 else 0 end + case when j.month_rent is null then 1 else 0 end
    + case when j.direct_debit is null then 1 else 0 end + case when coalesce(j.unread, false) then 1 else 0 end as missing_data
from joined j
  left join calendar c on c.day = j.starts_on left join calendar g on g.day = j.agreed_on left join calendar e on e.day = j.help_over
  join months m3 on m3.mask = coalesce(j.late, 0) & 7 join months m6 on m6.mask = coalesce(j.late, 0) & 63
  join months m12 on m12.mask = coalesce(j.late, 0) join months before on before.mask = coalesce(j.settled, 0) >> 1
  join months onward on onward.mask = (4095 & ~coalesce(j.late, 0)) & ~j.from_month
  join months clean on clean.mask = ((4095 & ~coalesce(j.settled, 0)) | coalesce(j.late, 0)) & ~j.from_month;

-- 6. Categories: the first that fits, and what a dossier was in may keep it ---------------------------------------------

create temp table placed (tenancy integer primary key, place integer not null);
insert into placed
with before as (
  select f.*, c.place as was from fact f left join position p on p.tenancy = f.tenancy left join category c on c.key = p.category),
fits as (
  select *,
    months_behind >= 300 and arrangement_months_kept < 3 as deep,
    (months_behind >= 100 or late_in_a_row >= 3) as slipping
  from before)
select tenancy, case
  when departed then 1
  when notice_given then 2
  when (months_since_help < 6 and months_behind < 300 and legal_phase <= 1)
    or (months_since_help <= 12 and clean_months < 6 and months_behind < 300 and legal_phase <= 1) then 3
  when legal_phase >= 2 or deep or (months_behind >= 200 and (vulnerable or nuisance) and arrangement_months_kept < 3)
    or (was = 4 and months_behind >= 100 and arrangement_months_kept < 3) then 4
  when can_will = 1 and (slipping or (was = 5 and clean_months < 2)) then 5
  when can_will = 2 and (slipping or (was = 6 and clean_months < 2)) then 6
  when can_will = 3 and (slipping or (was = 7 and clean_months < 2)) then 7
  when can_will = 4 and (slipping or (was = 8 and clean_months < 2)) then 8
  when tenancy_age < 6 then 9
  when late_in_a_row >= 3 or (broken_agreements_12 >= 1 and clean_months < 3)
    or (months_behind >= 100 and days_overdue >= 30 and days_since_contact > 30 and arrangement <> 1)
    or (was = 10 and clean_months < 3) then 10
  when late_months_6 >= 2
    or (reversals_12 >= 1 and days_since_reversal between 10 and 60 and arrears >= 2500 and days_since_contact > 10)
    or (broke_good_pattern and days_overdue >= 22)
    or (was = 11 and clean_months < 4) then 11
  when (late_months_12 = 0 and clean_months >= 11) or (was = 12 and late_months_12 <= 1 and days_overdue >= 1) then 12
  when (late_months_12 <= 1 and worst_lateness <= 7) or (was = 13 and late_months_12 <= 1 and days_overdue >= 1) then 13
  else 14 end
from fits order by tenancy;
