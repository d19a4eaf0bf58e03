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
grant select, insert, update (touched_at) on packs, packed_documents to waymark_talk;
grant select, insert on garbage_packs to waymark_talk;
grant execute on function
  put_context_template, delete_context_template, count_template_use, context_before, conversation_of_message, capture_context,
  body_of, put_packs, put_packed_documents, pack_frames, with_bases
to waymark_talk;

-- conversations
grant select, insert, update, delete on conversations to waymark_talk;
grant select, insert, update on messages, conversation_sessions to waymark_talk;
grant select, insert on message_ids, message_versions to waymark_talk;
grant select on conversation_rows, message_rows to waymark_talk;
grant execute on function
  message_id, message_place, tag_is_taken, audit_in_conversation, conversation_of, locked_conversation, speaking_user, speaking_agent,
  new_conversation, changed_conversation, put_conversation, patch_conversation, delete_conversation, forget_audit_content,
  message_position, insert_messages, insert_plain_messages, digest_of_messages, append_messages
to waymark_talk;
grant delete on messages, message_versions, message_ids to waymark_talk;
grant select, insert, update on memory_context_items to waymark_talk;
grant select on session_rows, context_item_rows to waymark_talk;
grant execute on function
  locked_message, revised_message, patch_message, session_may_move, create_session, patch_session, add_context_items
to waymark_talk;
grant select on conversation_heads to waymark_talk;
grant execute on function remove_messages, save_items, save_state to waymark_talk;

-- sealed messages
grant select, delete on message_segments to waymark_talk;
grant select on stored_messages to waymark_talk;
grant select, insert, update (due_at) on sealing_notes to waymark_talk;
grant execute on function
  text_search_language, window_setting, searchable_json, long_message_words, message_words, signature_has, signature_question, signature_may_match,
  segments_between, stored_messages, stored_message, revive_messages
to waymark_talk;

-- memories
grant select, insert, update, delete on agent_memories, memory_codes to waymark_talk;
grant select, insert, delete on memory_accesses to waymark_talk;
grant select, insert on memory_consolidations to waymark_talk;
grant select on memory_rows to waymark_talk;
grant execute on function
  embedding_dimensions, memory_flaws, keep_code, insert_memory, record_memories, locked_memory,
  patch_memory, delete_memory, count_accesses, recall_memories, exact_embeddings, consolidation_sources, consolidate_memories,
  known_agent, ranked_candidates, coded_candidates, memory_candidates, searchable, codes_of, fine_codes
to waymark_talk;

-- who has spoken where
grant insert on message_senders to waymark_talk;

-- fields that are encrypted
grant select on encryption_keys to waymark_talk;
