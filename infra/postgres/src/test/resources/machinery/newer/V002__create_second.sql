create table second (id int primary key);
-- long enough for a test to end this session in the middle
select pg_sleep(current_setting('machinery.pause_s', true)::float8)
 where current_setting('machinery.pause_s', true) <> '';
insert into second values (2);
