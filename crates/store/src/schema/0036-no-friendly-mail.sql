-- That a tenant wants no friendly mail more is known to the night: it stands in the packed dossier, where a wish of before is put when the
-- book is opened in this form. Wishes are looked up by person as well.
create index asked_to_stop_by_person on asked_to_stop (person);
