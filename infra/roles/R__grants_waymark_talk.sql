-- Family talk: keeps conversations, memories and context.
-- Runs again: yes, on every change.

grant select, update (audit_head, audit_count) on tenants to waymark_talk;
grant select, insert, update (audit_head, audit_count) on agents to waymark_talk;
grant select, insert, update (touched_at) on documents to waymark_talk;
grant select, insert on audit_events to waymark_talk;
grant select, insert, update on idempotency_keys to waymark_talk;
grant execute on function locked_agent, audit_in_agent to waymark_talk;
