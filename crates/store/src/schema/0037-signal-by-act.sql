-- A signal that somebody gave at a page names the act, and goes with it when that is taken back: until its file was fetched. What the
-- municipality was told of who and where is kept as it was.
alter table early_signal add column act integer;
alter table early_signal add column told text;
alter table early_signal add column fetched_on integer;
create index early_signal_by_act on early_signal (act);
