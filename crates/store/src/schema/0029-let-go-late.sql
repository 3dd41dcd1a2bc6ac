-- Who let a proposal go after the last hour of its channel, and on which day. The night that next wants the very same message need
-- not ask again. Empty once it was answered otherwise, cancelled, or wanted with another amount.
alter table outbox add column let_go_by text;
alter table outbox add column let_go_on integer;
