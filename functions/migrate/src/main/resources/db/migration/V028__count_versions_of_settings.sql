-- What:  a version of each tenant's settings.
-- Why:   clients change them, and no two of them in silence.
-- Locks: tenants, for a moment (constant default). Runs again: no.

alter table tenants add column version bigint not null default 1;
comment on column tenants.version is 'of the settings';
