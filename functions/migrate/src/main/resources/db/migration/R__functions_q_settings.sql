-- What:  what a tenant has set.
-- Why:   one place says what may be set and what holds where nothing is.
-- Locks: nothing. Runs again: yes, on every change.

create or replace view tenant_settings with (security_invoker = true) as
select t.id, t.settings ->> 'text_search' as text_search,
       (t.settings -> 'embedding_dimensions')::integer as embedding_dimensions,
       (t.settings -> 'context_window_size')::integer as context_window_size,
       (t.settings -> 'context_window_token_limit')::bigint as context_window_token_limit,
       (t.settings -> 'session_idle_ms')::bigint as session_idle_ms,
       t.version, t.created_at,
       (t.settings -> 'encryption' -> 'fields')::text as encrypted_fields,
       (t.settings -> 'redaction')::text as redaction
  from tenants t
 where t.id = current_tenant();
comment on view tenant_settings is 'The caller''s own; null where nothing is set.';

create or replace function put_settings(p_body json, p_expected bigint) returns setof tenant_settings
  language plpgsql
as $$
declare
  c_settable constant text[] :=
    array['text_search', 'embedding_dimensions', 'context_window_size', 'context_window_token_limit', 'session_idle_ms',
          'encryption', 'redaction'];
  v_asked constant jsonb := jsonb_strip_nulls((p_body -> 'settings')::jsonb);
  v tenants;
  v_settings jsonb;
  v_key constant json := p_body -> 'key';
begin
  select * into strict v from tenants where id = current_tenant() for no key update;
  if p_expected <> v.version then
    perform problem('version-mismatch', 'the settings have another version', json_build_object('current_version', v.version));
  end if;
  if not exists (select from pg_ts_config c
                  where c.cfgname = coalesce(v_asked ->> 'text_search', 'english') and pg_ts_config_is_visible(c.oid)) then
    perform refuse_reference('/text_search', 'unknown_language', 'must be a text search configuration of the database: '
      || (select string_agg(c.cfgname, ', ' order by c.cfgname) from pg_ts_config c where pg_ts_config_is_visible(c.oid)));
  end if;
  -- what else may have been set by hand stays
  v_settings := v.settings - c_settable || v_asked;
  if v_settings <> v.settings then
    update tenants set settings = v_settings, version = v.version + 1 where id = v.id;
    perform audit_in_tenant((p_body ->> 'at')::timestamptz, 'settings.changed', 'tenant', v.id, p_body -> 'settings');
    if v_settings -> 'encryption' is distinct from v.settings -> 'encryption' then
      perform note_encryption_work();
      if v_key ->> 'id' is not null and not exists (select from encryption_keys k where k.tenant_id = current_tenant() and k.is_primary) then
        perform insert_encryption_key(v_key, (p_body ->> 'at')::timestamptz);
      end if;
    end if;
  end if;
  return query select * from tenant_settings;
end
$$;
comment on function put_settings is 'Replaces what the caller''s tenant has set; what is not named goes back to its default.';

create or replace function redaction_of_tenant() returns table (id uuid, version bigint, redaction text)
  language sql stable security definer set search_path = public, pg_temp
as $$
  select t.id, t.version, t.settings ->> 'redaction'
    from tenants t
   where t.id = current_tenant() and t.settings ? 'redaction'
$$;
comment on function redaction_of_tenant is
  'What the caller''s tenant wants taken out of all that it sends, as JSON; no row where it wants nothing more than everybody.';
alter function redaction_of_tenant owner to waymark_eraser;
