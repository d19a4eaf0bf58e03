-- What:  the functions that policies read the end user of a restricted key from.
-- Why:   conversations and memories belong to end users of the tenant as well as to its agents.
-- Locks: nothing. Runs again: no, the functions must not exist yet.

create function current_end_user() returns text
  language sql stable parallel safe
  return nullif(current_setting('waymark.user_id', true), '');
comment on function current_end_user() is 'The end user that a restricted key narrows this transaction to; null for an unrestricted key.';

create function caller_sees(p_agent uuid, p_user text) returns boolean
  language sql stable parallel safe
  return case
    when current_agent() is not null then p_agent is not distinct from current_agent()
    when current_end_user() is not null then p_user is not distinct from current_end_user()
    else true
  end;
comment on function caller_sees(uuid, text) is
  'Whether this transaction''s key may see what is that agent''s and that end user''s. A key is narrowed by one of the two, never by both.';
