-- What:  the index of an agent's codes of memories says which code each is, without the code.
-- Why:   a search that has seen the codes before needs to know only that they are the same still: ten thousand entries of an index
--        instead of 15 MB of rows.
-- Locks: memory_codes, against writes, while the index is built: seconds for a million. Runs again: no.

drop index memory_codes_of_agent;
create index memory_codes_of_agent on memory_codes (tenant_id, agent_id, memory_id) include (scale, slack, fine_slack);
