-- What a message said, kept with the attempt: the wording it was made from, and what a 14-day letter states.

alter table attempt add column wording text not null default '';
-- Empty, or the costs and then each claim as due day and principal: "8241 20361:54940". It goes on file when the letter leaves.
alter table attempt add column states text not null default '';
