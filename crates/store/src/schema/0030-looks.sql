-- Who looked at what and who works where stand in a file of their own beside a book in a file, so that a look does not change the
-- book (0000-looks.sql, docs/decisions/0046). Looks of before stay in the log.
drop table viewing;
