-- What:  what leaves because its time is over.
-- Why:   run by jobs, for all tenants, in statements that are short however much there is to do.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function forget_idempotency_keys(p_limit integer) returns bigint
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  v_forgotten bigint;
begin
  delete from idempotency_keys
   where ctid = any (array(
           select k.ctid from idempotency_keys k where k.created_at <= waymark_now() - interval '48 hours' limit p_limit))
     -- a request may have used it anew in the meantime
     and created_at <= waymark_now() - interval '48 hours';
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end
$$;
comment on function forget_idempotency_keys is
  'Deletes so many idempotency keys at most that are older than 48 hours, of whichever tenant, and says how many it deleted. What a request uses anew meanwhile stays. Runs as waymark_eraser.';
alter function forget_idempotency_keys owner to waymark_eraser;
