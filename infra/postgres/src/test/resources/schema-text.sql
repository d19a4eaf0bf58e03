-- tables with their columns and constraints (foreign keys last, so that the text reads from what a row is to what it needs)
select 'create table ' || c.relname || E' (\n  ' ||
       (select string_agg(line, E',\n  ' order by kind, position, line)
          from (select 0 as kind, a.attnum as position,
                       a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                       || case when a.attgenerated = 's'
                               then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
                               else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end
                       || case when a.attnotnull then ' not null' else '' end as line
                  from pg_attribute a
                  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                 where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                union all
                select 1 + strpos('pucxf', n.contype::text), 0,
                       'constraint ' || n.conname || ' ' || pg_get_constraintdef(n.oid, true)
                  from pg_constraint n
                 where n.conrelid = c.oid and n.contype in ('p', 'u', 'c', 'x', 'f')) lines)
       || E'\n)' || case c.relkind when 'p' then ' partition by ' || pg_get_partkeydef(c.oid) else '' end || ';'
       || case when c.relrowsecurity then E'\nalter table ' || c.relname || ' enable row level security;' else '' end
       || case when c.relforcerowsecurity then E'\nalter table ' || c.relname || ' force row level security;' else '' end
       || case when c.relowner = 'waymark_owner'::regrole then ''
               else E'\nalter table ' || c.relname || ' owner to ' || c.relowner::regrole || ';' end
       || coalesce(E'\nalter table ' || c.relname || ' set (' || array_to_string(c.reloptions, ', ') || ');', '')
       || coalesce((select E'\n' || string_agg(pg_get_indexdef(i.indexrelid) || ';', E'\n' order by i.indexrelid::regclass::text collate "C")
                      from pg_index i
                     where i.indrelid = c.oid
                       and not exists (select from pg_constraint n where n.conindid = i.indexrelid and n.contype in ('p', 'u', 'x'))), '')
       || coalesce((select E'\n' || string_agg(
                            'create policy ' || p.polname || ' on ' || c.relname
                            || case when p.polpermissive then '' else ' as restrictive' end
                            || case p.polcmd when 'r' then ' for select' when 'a' then ' for insert' when 'w' then ' for update'
                                             when 'd' then ' for delete' else '' end
                            || ' to ' || coalesce((select string_agg(r.rolname, ', ' order by r.rolname) from pg_roles r where r.oid = any (p.polroles)), 'public')
                            || coalesce(E'\n  using (' || pg_get_expr(p.polqual, p.polrelid, true) || ')', '')
                            || coalesce(E'\n  with check (' || pg_get_expr(p.polwithcheck, p.polrelid, true) || ')', '') || ';',
                            E'\n' order by p.polname)
                      from pg_policy p where p.polrelid = c.oid), '')
       || coalesce((select E'\n' || string_agg(pg_get_triggerdef(t.oid, true) || ';', E'\n' order by t.tgname)
                      from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal), '')
       || coalesce((select E'\n' || string_agg(
                            'comment on ' || case when d.objsubid = 0 then 'table ' || c.relname
                                                  else 'column ' || c.relname || '.' || a.attname end
                            || ' is ' || quote_literal(d.description) || ';', E'\n' order by d.objsubid)
                      from pg_description d
                      left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
                     where d.classoid = 'pg_class'::regclass and d.objoid = c.oid), '')
       || coalesce((select E'\n' || string_agg('comment on constraint ' || n.conname || ' on ' || c.relname || ' is '
                            || quote_literal(d.description) || ';', E'\n' order by n.conname)
                      from pg_constraint n
                      join pg_description d on d.classoid = 'pg_constraint'::regclass and d.objoid = n.oid
                     where n.conrelid = c.oid), '')
       || coalesce((select E'\n' || string_agg('comment on index ' || i.indexrelid::regclass || ' is '
                            || quote_literal(d.description) || ';', E'\n' order by i.indexrelid::regclass::text collate "C")
                      from pg_index i
                      join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = i.indexrelid
                     where i.indrelid = c.oid), '')
  from pg_class c
 where c.relnamespace = 'public'::regnamespace
   and c.relkind in ('r', 'p')
   and c.relname <> 'flyway_schema_history'
   -- the months that there are depend on the day
   and not c.relispartition
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
 order by c.relname collate "C";
-- views
select 'create view ' || c.relname
       || coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', '')
       || E' as\n' || pg_get_viewdef(c.oid, true)
       || coalesce(E'\ncomment on view ' || c.relname || ' is ' || quote_literal(obj_description(c.oid, 'pg_class')) || ';', '')
  from pg_class c
 where c.relnamespace = 'public'::regnamespace
   and c.relkind = 'v'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
 order by c.relname collate "C";
-- functions
select rtrim(case when p.prokind = 'a' then '-- aggregate ' || p.oid::regprocedure else pg_get_functiondef(p.oid) end, E'\n') || ';'
       || case when r.rolname <> 'waymark_owner'
               then E'\nalter function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') owner to ' || r.rolname || ';'
               else '' end
       || coalesce(E'\ncomment on function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') is '
                   || quote_literal(obj_description(p.oid, 'pg_proc')) || ';', '')
  from pg_proc p
  join pg_roles r on r.oid = p.proowner
 where p.pronamespace = 'public'::regnamespace
   and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
 order by p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C";
-- grants, role by role: tables and views, then columns, then functions
with granted as (
  select a.grantee, 0 as kind,
         lower(string_agg(a.privilege_type, ', ' order by a.privilege_type)) || ' on ' || c.relname as what
    from pg_class c, aclexplode(c.relacl) a
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and c.relname <> 'flyway_schema_history'
     and a.grantee <> c.relowner
   group by a.grantee, c.relname
  union all
  select a.grantee, 1,
         lower(a.privilege_type) || ' (' || string_agg(t.attname, ', ' order by t.attnum) || ') on ' || c.relname
    from pg_class c
    join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
   where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner
   group by a.grantee, a.privilege_type, c.relname
  union all
  select a.grantee, 2, 'execute on function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')'
    from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
   where p.pronamespace = 'public'::regnamespace and a.grantee <> p.proowner
     and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
)
select string_agg('grant ' || what || ' to ' || role || ';', E'\n' order by kind, what collate "C")
  from (select coalesce(r.rolname, 'public') as role, kind, what
          from granted left join pg_roles r on r.oid = granted.grantee) named
 group by role
 order by role collate "C";
