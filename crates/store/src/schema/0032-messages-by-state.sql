-- A state is held against one word after the other. For a list of them SQLite makes a table of its words, for every message that
-- is written; a night writes thousands. For the same reason one index by state stands for the two that named some; with the tenancy
-- in it, for a night that is done over asks of every step whether its message left.
create table outbox_by_word (
  id text primary key, run integer not null, tenancy integer not null, day integer not null,
  letter text not null, tone text not null, channel text not null, amount integer, mode text not null,
  flow text not null, step text not null,
  state text not null check (state = 'klaar' or state = 'wacht op vrijgave' or state = 'schaduw' or state = 'vastgehouden'
    or state = 'onderweg' or state = 'aangenomen' or state = 'bezorgd' or state = 'teruggekomen' or state = 'mislukt'
    or state = 'onzeker' or state = 'vervallen'),
  -- What identifies its step, so that a step that was not really taken can be taken back.
  step_key integer not null, cycle integer not null,
  -- Why it is held, failed or lapsed.
  reason text not null default '',
  not_before integer,
  -- See 0010-proposals.sql, 0013-asked-messages.sql and 0029-let-go-late.sql.
  asked_since integer, act integer, for_task text not null default '', own_words text not null default '',
  let_go_by text, let_go_on integer
) strict;
insert into outbox_by_word select * from outbox;
drop table outbox;
alter table outbox_by_word rename to outbox;
create index outbox_by_run on outbox (run, tenancy);
create index outbox_by_act on outbox (act) where act is not null;
create index outbox_that_was_asked_for on outbox (tenancy) where flow = 'op-verzoek';
create index outbox_by_state on outbox (state, day, tenancy);
