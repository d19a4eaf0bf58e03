-- What:  the index that checkpoints are found by their metadata with.
-- Why:   without it a filter reads all checkpoints of a thread, or of an agent.
-- Locks: state_checkpoints, against writes, while the index is built: about a minute for ten million rows. Runs again: no.

create index state_checkpoints_by_metadata on state_checkpoints using gin (metadata jsonb_path_ops);

-- See threads_with() and checkpoints_with(): they say themselves whose rows may be found.
create policy searching on state_checkpoints for select to waymark_searcher using (true);
