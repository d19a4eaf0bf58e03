create or replace function release() returns text language sql as $$ select 'first' $$;
grant select on first to waymark_read;
