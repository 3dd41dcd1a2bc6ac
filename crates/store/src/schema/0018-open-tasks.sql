-- What is to be done about one dossier: its page, and who acts on it, look for that alone.
create index task_open on task (tenancy) where state = 'open';
