-- A signal that somebody gave at a page names the act, and goes with it when that is taken back: until its file was fetched. What the
-- municipality was told of who and where is kept as it was. An answer that a person passed on names its act as well.
alter table early_signal add column act integer;
alter table early_signal add column told text;
alter table early_signal add column fetched_on integer;
alter table early_signal add column answer_act integer;
create index early_signal_by_act on early_signal (act);
create index early_signal_by_answer on early_signal (answer_act);
