-- Proposals and letters that a person asks for; letters of which the print house says nothing.

-- The first night of this cycle that asked a person to let it go. It is proposed anew every night until somebody answers.
alter table outbox add column asked_since integer;
-- Of a letter that a person asked for: the act, when one is recorded, and the task it finished. No night planned it.
alter table outbox add column act integer;
alter table outbox add column for_task text not null default '';
create index outbox_by_act on outbox (act) where act is not null;
create index outbox_that_was_asked_for on outbox (tenancy) where flow = 'op-verzoek';

-- The day on which somebody was told that the print house said nothing about this letter: once.
alter table attempt add column missed_on integer;
create index attempt_without_word on attempt (day)
  where channel = 'brief' and outcome = 'aangenomen' and fate = '' and missed_on is null;
