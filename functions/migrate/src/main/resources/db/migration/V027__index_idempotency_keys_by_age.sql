-- What:  an index by which old idempotency keys are found.
-- Why:   they live 48 hours, and a job forgets them then. Rows come in the order of time, so a summary of each range of pages
--        finds the old ones, and a write pays next to nothing for it.
-- Locks: idempotency_keys, against writes, while the index is built: seconds. Runs again: no.

create index idempotency_keys_by_age on idempotency_keys using brin (created_at) with (pages_per_range = 32, autosummarize = on);
