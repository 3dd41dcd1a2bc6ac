-- Acts of a tenant who proved on his page who he is. Who only has the code of a letter is counted by himself.
create table act_proven (act integer primary key) strict;
