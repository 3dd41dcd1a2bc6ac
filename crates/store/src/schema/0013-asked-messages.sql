-- Messages that a person sends by hand: what she wrote in it herself, as it was when she let it go.
alter table outbox add column own_words text not null default '';
