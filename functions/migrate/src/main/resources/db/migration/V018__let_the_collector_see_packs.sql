-- What:  the policies by which the collector of packs works, and by which a checkpoint is known to be needed; the indexes
--        that this is found by.
-- Why:   packs are shared within a tenant, so what is garbage is seen only past the agent that a key is restricted to; and
--        the jobs, which collect, act for no tenant.
-- Locks: command_steps and rollbacks against writes while the indexes are built. Runs again: no.

create policy collecting on packs to waymark_eraser using (true);
create policy collecting on garbage_packs to waymark_eraser using (true);
create policy collecting on state_checkpoints for select to waymark_eraser using (true);
create policy collecting on command_steps for select to waymark_eraser using (true);
create policy collecting on rollbacks for select to waymark_eraser using (true);

create index steps_that_need_a_checkpoint on command_steps (tenant_id, checkpoint_id) where checkpoint_id is not null;
create index rollbacks_that_need_a_checkpoint on rollbacks (tenant_id, checkpoint_id)
  where checkpoint_id is not null and undone_at is null;
