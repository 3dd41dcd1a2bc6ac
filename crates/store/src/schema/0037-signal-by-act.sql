-- A signal that somebody gave at a page names the act, and goes with it when that is taken back.
alter table early_signal add column act integer;
create index early_signal_by_act on early_signal (act);
