-- What is to be done about one dossier: its page, and who acts on it, look for that alone.
create index task_open_by_tenancy on task (tenancy) where state = 'open';
