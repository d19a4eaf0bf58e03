-- What:  the index that insights read a project's steps of some time by.
-- Why:   numbers grow with time only roughly, as functions' clocks differ; figures of a range must be exact.
-- Locks: command_steps against writes while the index is built. Runs again: no.

create index command_steps_of_project_in_time on command_steps (tenant_id, project_id, created_at);
