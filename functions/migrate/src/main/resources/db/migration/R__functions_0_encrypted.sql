-- What:  the words for values that may be encrypted.
-- Why:   the database sees whether a value is encrypted, and nothing of what is in it: keys are elsewhere (ADR 0018).
-- Locks: nothing. Runs again: yes, on every change.

create or replace function is_encrypted(p_stored bytea) returns boolean
  language sql immutable strict parallel safe
  return get_byte(p_stored, 0) = 1;
comment on function is_encrypted is 'Whether a stored value is encrypted: JSON begins otherwise, and so does a Zstandard frame.';

create or replace function stored_bytes(p_text text) returns bytea
  language sql stable parallel safe
  return case when left(p_text, 1) = chr(1) then decode(substr(p_text, 2), 'base64') else convert_to(p_text, 'UTF8') end;
comment on function stored_bytes is
  'What is stored of a value as write functions are given it: JSON text, or U+0001 and the base64 of an encrypted value.';

create or replace function stored_text(p_stored bytea) returns text
  language sql stable parallel safe
  return case when is_encrypted(p_stored) then chr(1) || translate(encode(p_stored, 'base64'), E'\n', '') else convert_from(p_stored, 'UTF8') end;
comment on function stored_text is 'The value that stored_bytes() makes this of.';

create or replace function json_or_hidden(p_text text) returns json
  language sql stable parallel safe
  return case when left(p_text, 1) = chr(1) then to_json(p_text) else p_text::json end;
comment on function json_or_hidden is 'JSON that stored_text() has, or, where that is encrypted, a string of it.';

create or replace function searchable_text(p_stored bytea) returns text
  language sql stable parallel safe
  return case when is_encrypted(p_stored) then 'null' else convert_from(p_stored, 'UTF8') end;
comment on function searchable_text is 'A value as full text looks at it: nothing where it is encrypted.';

create or replace function is_encrypted_by(p_stored bytea, p_key uuid) returns boolean
  language sql immutable parallel safe
  return case when p_key is null then not is_encrypted(substr(p_stored, 1, 1))
              else substr(p_stored, 1, 17) = '\x01'::bytea || uuid_send(p_key) end;
comment on function is_encrypted_by is 'Whether a stored value is encrypted with this key; with none, where p_key is null.';
