-- Which provider an attempt was handed to, where there is more than one for the channel.
alter table attempt add column provider text not null default '';
