-- What is wrong with the files of the bank and somebody has seen to: a break in the chain of statements, a file that was refused.
create table bank_alarm_seen (
  alarm text primary key, note text not null, staff integer not null, moment integer not null
) strict, without rowid;
