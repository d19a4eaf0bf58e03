-- Owner of authenticate_key() and nothing else: sees the keys of every tenant, notes when one was used.
-- Runs again: yes, on every change.

grant select, update (last_used_at) on api_keys to waymark_authenticator;
grant execute on function waymark_now, encryption_policy_of to waymark_authenticator;
