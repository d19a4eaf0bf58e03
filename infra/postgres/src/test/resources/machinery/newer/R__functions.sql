create or replace function release() returns text language sql as $$ select 'newer' $$;
grant select on first to waymark_read;
