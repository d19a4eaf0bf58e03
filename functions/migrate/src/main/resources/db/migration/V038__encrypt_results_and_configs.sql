-- What:  evidence of evaluations and values of agents' configs that the database cannot look into.
-- Why:   what steps put out and how agents are set up can be encrypted before it reaches the database (ADR 0018). An encrypted value begins
--        with the byte 1, which no JSON does.
-- Locks: step_evaluations and agent_configs exclusively, while their rows are read once. Runs again: no, the column must not exist yet.

alter table step_evaluations
  drop constraint step_evaluations_success_indicators_is_array,
  drop constraint step_evaluations_failure_indicators_is_array,
  drop constraint step_evaluations_recommendations_is_array,
  add constraint step_evaluations_success_indicators_is_array check (
    case when get_byte(success_indicators, 0) = 1 then true else json_typeof(convert_from(success_indicators, 'UTF8')::json) = 'array' end),
  add constraint step_evaluations_failure_indicators_is_array check (
    case when get_byte(failure_indicators, 0) = 1 then true else json_typeof(convert_from(failure_indicators, 'UTF8')::json) = 'array' end),
  add constraint step_evaluations_recommendations_is_array check (
    case when get_byte(recommendations, 0) = 1 then true else json_typeof(convert_from(recommendations, 'UTF8')::json) = 'array' end);
comment on column step_evaluations.success_indicators is 'what speaks for the verdict: a JSON array as UTF-8, or encrypted';
comment on column step_evaluations.failure_indicators is 'what speaks against it: a JSON array as UTF-8, or encrypted';
comment on column step_evaluations.recommendations is 'what to do next: a JSON array as UTF-8, or encrypted';

alter table agent_configs
  add column encrypted_value bytea,
  alter column value drop not null,
  drop constraint agent_configs_value_fits_its_type,
  add constraint agent_configs_value_fits_its_type check (
    case config_type
      when 'string' then jsonb_typeof(value) = 'string'
      when 'boolean' then jsonb_typeof(value) = 'boolean'
      when 'float' then jsonb_typeof(value) = 'number'
      when 'integer' then case jsonb_typeof(value) when 'number'
        then value::numeric = trunc(value::numeric) and value::numeric between -9223372036854775808 and 9223372036854775807
        else value is null end
      else true
    end),
  add constraint agent_configs_value_given check (num_nonnulls(value, encrypted_value) = 1);
comment on column agent_configs.value is 'any JSON for json, null included; numbers are exact. Absent where it is encrypted';
comment on column agent_configs.encrypted_value is 'the value encrypted, in its place: whoever encrypted it has looked that it fits its type';

comment on column command_steps.execution_result is
  'canonical JSON (RFC 8785, integers exact) as UTF-8 bytes, or a Zstandard frame of that; either may be encrypted';
comment on column step_outputs.stdout is 'what stands between the quotes of a canonical JSON string, or that encrypted';
comment on column step_outputs.stderr is 'what stands between the quotes of a canonical JSON string, or that encrypted';
comment on column step_outputs.end_bytes is 'bytes of this chunk and all before it, escaped as JSON and not encrypted';

-- it answers one more column
drop function if exists values_to_encrypt(text, uuid, integer, uuid, integer, bigint);
