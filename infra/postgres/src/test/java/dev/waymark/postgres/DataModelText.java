package dev.waymark.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Tells the tables of schema `public` as diagrams and lists in Markdown, from the catalogue.
final class DataModelText {
    /// Every table belongs to one area; a new one has to be put somewhere.
    private static final Map<String, List<String>> AREAS = areas();

    private static final String TABLES = """
            select relname, coalesce(obj_description(oid, 'pg_class'), '')
              from pg_class
             where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
               and relname <> 'flyway_schema_history'
             order by relname collate "C"
            """;
    private static final String COLUMNS = """
            select c.relname, a.attname, replace(replace(format_type(a.atttypid, null), 'timestamp with time zone', 'timestamptz'), ' ', '_'),
                   exists (select from pg_constraint p where p.conrelid = c.oid and p.contype = 'p' and a.attnum = any (p.conkey)),
                   exists (select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and a.attnum = any (f.conkey))
              from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
               and a.attname <> 'tenant_id'
             order by c.relname collate "C", a.attnum
            """;
    private static final String REFERENCES = """
            select f.relname, t.relname,
                   (select string_agg(a.attname, ', ' order by k.place)
                      from unnest(c.conkey) with ordinality k (number, place)
                      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number
                     where a.attname <> 'tenant_id') as columns
              from pg_constraint c
              join pg_class f on f.oid = c.conrelid and not f.relispartition
              join pg_class t on t.oid = c.confrelid
             where c.contype = 'f' and c.connamespace = 'public'::regnamespace and t.relname <> 'tenants'
             order by f.relname collate "C", t.relname collate "C", c.conname collate "C"
            """;
    private static final String INDEXES = """
            select c.relname, i.relname,
                   regexp_replace(regexp_replace(pg_get_indexdef(i.oid), '\\s+', ' ', 'g'), '^.* USING ', '')
              from pg_index x
              join pg_class i on i.oid = x.indexrelid
              join pg_class c on c.oid = x.indrelid and not c.relispartition
             where c.relnamespace = 'public'::regnamespace and c.relname <> 'flyway_schema_history'
             order by c.relname collate "C", i.relname collate "C"
            """;

    private DataModelText() {}

    private static Map<String, List<String>> areas() {
        Map<String, List<String>> areas = new LinkedHashMap<>();
        areas.put(
                "Access and audit",
                List.of(
                        "tenants",
                        "api_keys",
                        "encryption_keys",
                        "encryption_work",
                        "audit_events",
                        "idempotency_keys",
                        "erasures",
                        "tombstones",
                        "tombstone_keys"));
        areas.put(
                "Documents and pieces",
                List.of("documents", "packed_documents", "packs", "garbage_packs", "collections"));
        areas.put(
                "Ledger",
                List.of(
                        "projects",
                        "commands",
                        "command_steps",
                        "step_outputs",
                        "system_state_snapshots",
                        "step_evaluations",
                        "remedies",
                        "approval_requests",
                        "command_approvals",
                        "rollbacks",
                        "rollback_entries",
                        "side_effects"));
        areas.put(
                "Agents and their state",
                List.of(
                        "agents",
                        "agent_configs",
                        "agent_capabilities",
                        "agent_status",
                        "agent_metrics",
                        "agent_metrics_daily",
                        "resource_locks",
                        "threads",
                        "agent_states",
                        "state_transitions",
                        "shared_states",
                        "shared_state_versions",
                        "state_schemas",
                        "state_checkpoints",
                        "checkpoint_writes"));
        areas.put(
                "Conversations",
                List.of(
                        "conversations",
                        "conversation_sessions",
                        "messages",
                        "message_versions",
                        "message_ids",
                        "message_senders",
                        "message_segments",
                        "sealing_notes",
                        "memory_context_items"));
        areas.put(
                "Memories and context",
                List.of(
                        "agent_memories",
                        "memory_codes",
                        "memory_accesses",
                        "memory_consolidations",
                        "context_templates",
                        "context_template_uses",
                        "context_snapshots"));
        areas.put(
                "Retention",
                List.of("retention_policies", "retention_runs", "archives", "evaluation_daily", "step_daily"));
        areas.put("Operations", List.of("bundle_imports", "integrity_runs", "storage_samples"));
        return areas;
    }

    static String of(Connection connection) throws SQLException {
        Map<String, String> comments = new TreeMap<>();
        rows(connection, TABLES).forEach(row -> comments.put(row.getFirst(), row.get(1)));
        List<String> homeless = new ArrayList<>(comments.keySet());
        AREAS.values().forEach(homeless::removeAll);
        if (!homeless.isEmpty()) {
            throw new AssertionError("no area of the data model has " + homeless + ": put each into one");
        }
        comments.forEach((table, comment) -> {
            if (comment.isEmpty()) {
                throw new AssertionError("table " + table + " has no comment: say what it holds");
            }
        });
        List<List<String>> columns = rows(connection, COLUMNS);
        List<List<String>> references = rows(connection, REFERENCES);
        List<List<String>> indexes = rows(connection, INDEXES);
        var text = new StringBuilder();
        AREAS.forEach((area, tables) -> {
            List<String> there = tables.stream().filter(comments::containsKey).toList();
            text.append("\n## ").append(area).append("\n\n");
            diagram(text, there, columns, references);
            text.append("\n| table | what it holds |\n|---|---|\n");
            there.forEach(table -> text.append("| `%s` | %s |\n".formatted(table, comments.get(table))));
            text.append("\n<details><summary>Indexes</summary>\n\n| table | index | on |\n|---|---|---|\n");
            of(indexes, there)
                    .forEach(row -> text.append("| `%s` | `%s` | `%s` |\n"
                            .formatted(row.getFirst(), row.get(1), row.get(2).replace("|", "\\|"))));
            text.append("\n</details>\n");
        });
        return text.toString();
    }

    private static void diagram(
            StringBuilder text, List<String> tables, List<List<String>> columns, List<List<String>> references) {
        text.append("```mermaid\nerDiagram\n");
        for (List<String> reference : of(references, tables)) {
            text.append(
                    "  %s ||--o{ %s : \"%s\"\n".formatted(reference.get(1), reference.getFirst(), reference.get(2)));
        }
        for (String table : tables) {
            text.append("  ").append(table).append(" {\n");
            for (List<String> column : of(columns, List.of(table))) {
                String keys = (column.get(3).equals("t") ? " PK" : "")
                        + (column.get(4).equals("t") ? " FK" : "");
                text.append("    %s %s%s\n"
                        .formatted(
                                column.get(2).replace("[]", "_array"),
                                column.get(1),
                                keys.strip().isEmpty() ? "" : " " + keys.strip().replace(" ", ", ")));
            }
            text.append("  }\n");
        }
        text.append("```\n");
    }

    private static List<List<String>> of(List<List<String>> rows, List<String> tables) {
        return rows.stream().filter(row -> tables.contains(row.getFirst())).toList();
    }

    private static List<List<String>> rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
