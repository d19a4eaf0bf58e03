-- Family talk: keeps conversations, memories and context.
-- Runs again: yes, on every change.

grant select, update (audit_head, audit_count) on tenants to waymark_talk;
grant select, insert, update (audit_head, audit_count) on agents to waymark_talk;
grant select, insert, update (touched_at) on documents to waymark_talk;
grant select, insert on audit_events to waymark_talk;
grant select, insert, update on idempotency_keys to waymark_talk;
grant execute on function locked_agent, audit_in_agent to waymark_talk;

-- context
grant select, insert, update, delete on context_templates to waymark_talk;
grant select, insert, update (use_count) on context_template_uses to waymark_talk;
grant select, insert on context_snapshots to waymark_talk;
grant select on context_template_rows to waymark_talk;
grant execute on function put_context_template, delete_context_template, count_template_use, capture_context to waymark_talk;
