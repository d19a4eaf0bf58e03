-- What:  proving the hash chain of a command.
-- Why:   where the events are, so that a chain of any length is proved in one statement and without moving it.
-- Locks: nothing. Runs again: yes, on every change.

create or replace function audit_chain_of(p_command uuid)
returns table (command_id uuid, events bigint, head text, flaw_index bigint, flaw_event_id uuid, flaw text)
  language sql stable
begin atomic
  with holder as materialized (
    select c.id, c.audit_head, c.audit_count
      from commands c
     where c.tenant_id = current_tenant() and c.id = p_command
  ), chain as materialized (
    select coalesce((c.event).id, audit_event_id((c.event).occurred_at, (c.event).hash)) as id, (c.event).chain_index, (c.event).hash, c.place,
           (c.event).previous_hash is not null and (c.event).previous_hash is distinct from c.hash_before as misplaced,
           (c.event).hash is distinct from audit_event_hash(c.event, c.hash_before) or other_detail(c.event) as edited
      from (select e as event,
                   row_number() over (order by e.chain_index) - 1 as place,
                   lag(e.hash) over (order by e.chain_index) as hash_before
              from audit_events e
             where e.tenant_id = current_tenant() and e.chain_id = p_command) c
  ), flaws as (
    select c.place, c.id, case when c.chain_index <> c.place then 'missing' when c.edited then 'edited' else 'misplaced' end as flaw
      from chain c
     where c.chain_index <> c.place or c.edited or c.misplaced
    union all
    select c.place, c.id, 'added' from chain c cross join holder h where c.place >= h.audit_count
    union all
    select count(c.id), null, 'missing' from holder h left join chain c on true group by h.audit_count having count(c.id) < h.audit_count
    union all
    -- a tail that was forged whole fits itself, but not what the command remembers
    select c.place, c.id, 'edited' from chain c join holder h on c.place = h.audit_count - 1 and c.hash <> h.audit_head
  )
  select h.id, (select count(*) from chain), encode(h.audit_head, 'hex'), f.place, f.id, f.flaw
    from holder h
    left join lateral (select * from flaws order by place, flaw limit 1) f on true;
end;
comment on function audit_chain_of is
  'The chain of a command and the first event that does not fit it: edited (it or its detail differs from its hash), missing (the event of this index is not there), misplaced (the hash that it keeps of the one before is another; where it keeps none, this is edited too), added (past the count that the command keeps). No row when there is no such command.';
