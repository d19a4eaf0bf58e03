-- What:  what those tables hold that did not say so yet.
-- Why:   the guide to the data model is told from the catalogue.
-- Locks: each table for a moment, against changes of it. Runs again: yes.

comment on table api_keys is 'Who may call: a secret by its hash, its scopes, and the agent or end user that it is narrowed to.';
comment on table documents is 'JSON bodies by the SHA-256 of their canonical form, each once: sections of snapshots, small states, schemas, contexts.';
comment on table state_transitions is 'What led from one version of an agent''s state to the next, and whether it was taken back.';
comment on table shared_state_versions is 'The versions of what the agents of a thread name share, who wrote them and why.';
comment on table state_schemas is 'The JSON Schema that a partition of an agent''s state has to fit.';
