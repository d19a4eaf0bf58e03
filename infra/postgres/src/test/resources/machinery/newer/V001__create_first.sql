create table first (id int primary key);
insert into first values (1);
