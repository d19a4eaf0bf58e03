package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever of an event is written over behind the API, the chain no longer fits, or the event still says the same:
/// tried with each column of the table, in events as they are written now, as they were written before, and in blanked
/// ones.
final class AuditColumnsTest {
    private static final Functions FUNCTIONS = Functions.shared();

    /// What events were when each said everything itself.
    private static final String AS_BEFORE = """
            update audit_events e
               set id = t.id, actor = t.actor, actor_key = null, subject_id = t.subject_id, detail = t.detail::json, body_digest = null,
                   detail_digest = t.detail_digest, previous_hash = t.previous_hash
              from (select * from audit_trail order by chain_index) t
             where t.tenant_id = e.tenant_id and t.chain_id = e.chain_id and t.chain_index = e.chain_index and e.chain_id = ?
            """;

    private static final String BLANKED =
            "update audit_events set detail = null, detail_salt = null where chain_id = ?";

    private final Client client = FUNCTIONS.newTenant();
    private final UUID command = command();

    private UUID command() {
        UUID made = client.newCommand();
        client.newStep(made, "{\"command\": \"a\"}");
        client.patch("/v1/commands/" + made, "{\"external_ref\": \"T\"}", "If-Match", "*")
                .expect(200);
        client.newStep(made, "{\"command\": \"b\"}");
        return made;
    }

    @Test
    void anEventSaysNothingTwice() {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            assertThat(inspector.texts(
                            "select num_nonnulls(id, actor, detail_digest, previous_hash) from audit_events where chain_id = ?",
                            command))
                    .hasSize(4)
                    .containsOnly("0");
            assertThat(inspector.texts(
                            "select subject_type from audit_events where chain_id = ? and subject_id is null order by chain_index",
                            command))
                    .containsExactly("command", "command");
        }
    }

    @Test
    void everyColumnThatIsWrittenOverShows() throws Exception {
        try (Inspector inspector = inspector()) {
            assertThat(survivors(inspector)).isEmpty();
        }
    }

    @Test
    void everyColumnOfAnEventAsTheyWereBeforeShows() throws Exception {
        try (Inspector inspector = inspector()) {
            List<String> told = told(inspector);
            inspector.run("set local session_replication_role = replica");
            inspector.run(AS_BEFORE, command);
            inspector.run("set local session_replication_role = origin");
            assertThat(told(inspector)).isEqualTo(told);
            assertThat(AuditChain.ofCommand(inspector, command).flaw()).isNull();
            assertThat(proved(inspector)).isNull();
            assertThat(survivors(inspector)).isEmpty();
        }
    }

    @Test
    void everyColumnOfABlankedEventShows() throws Exception {
        try (Inspector inspector = inspector()) {
            inspector.run("set local role waymark_eraser");
            inspector.run(BLANKED, command);
            inspector.run("reset role");
            assertThat(AuditChain.ofCommand(inspector, command).flaw()).isNull();
            assertThat(inspector.texts(
                            "select num_nonnulls(detail, detail_salt, body_digest) from audit_events where chain_id = ?",
                            command))
                    .containsOnly("0");
            assertThat(survivors(inspector)).isEmpty();
        }
    }

    @Test
    void whoBlanksSaysNothingElse() throws Exception {
        try (Inspector inspector = inspector()) {
            for (String more :
                    List.of("detail_digest = sha256('x')", "body_digest = null", "action = 'x'", "id = null")) {
                inspector.run("savepoint before");
                inspector.run("set local role waymark_eraser");
                String refused = null;
                try {
                    inspector.tryRows(
                            "update audit_events set detail = null, detail_salt = null, " + more
                                    + " where chain_id = ?",
                            command);
                } catch (SQLException e) {
                    refused = e.getSQLState();
                }
                assertThat(refused).as(more).isEqualTo("42501");
                inspector.run("rollback to before");
            }
        }
    }

    private Inspector inspector() throws SQLException {
        Inspector inspector = Inspector.of(FUNCTIONS.database());
        inspector.connection().setAutoCommit(false);
        return inspector;
    }

    /// The edits of event 2 that neither a constraint refuses nor both proofs find, although the event says something
    /// else.
    private List<String> survivors(Inspector inspector) {
        List<String> survivors = new ArrayList<>();
        for (List<@Nullable String> column : inspector.rows("""
                select a.attname, format_type(a.atttypid, null)
                  from pg_attribute a
                 where a.attrelid = 'audit_events'::regclass and a.attnum > 0 and not a.attisdropped
                   -- what names the event is covered by no hash, and never was
                   and a.attname <> 'id'
                """)) {
            for (String value : List.of(another(column), "null")) {
                String edit = "%s = %s".formatted(column.getFirst(), value);
                if (survives(inspector, edit)) {
                    survivors.add(edit);
                }
            }
        }
        return survivors;
    }

    private static String another(List<@Nullable String> column) {
        String name = column.getFirst();
        return switch (String.valueOf(column.getLast())) {
            case "uuid" -> "gen_random_uuid()";
            case "text" -> "coalesce(" + name + ", '') || 'x'";
            case "bigint" -> name + " + 1000";
            case "bytea" -> "sha256(coalesce(" + name + ", ''))";
            case "json" -> "'{\"other\": 1}'";
            case "timestamp with time zone" -> name + " + interval '1 microsecond'";
            default -> throw new AssertionError("how is a column of this type edited? " + column);
        };
    }

    private boolean survives(Inspector inspector, String edit) {
        List<String> told = told(inspector);
        inspector.run("savepoint before");
        try {
            // as one with all rights over the server would
            inspector.run("set local session_replication_role = replica");
            inspector.tryRows("update audit_events set " + edit + " where chain_id = ? and chain_index = 2", command);
            boolean found = proved(inspector) != null
                    && AuditChain.ofCommand(inspector, command).flaw() != null;
            return !found && !told(inspector).equals(told);
        } catch (SQLException refusedByAConstraint) {
            return false;
        } finally {
            inspector.run("rollback to before");
        }
    }

    private List<String> told(Inspector inspector) {
        return inspector.texts("select t::text from audit_trail t where chain_id = ? order by chain_index", command);
    }

    private @Nullable String proved(Inspector inspector) {
        inspector.run(
                "select set_config('waymark.tenant_id', (select tenant_id::text from commands where id = ?), true)",
                command);
        return inspector
                .rows("select flaw from audit_chain_of('" + command + "')")
                .getFirst()
                .getFirst();
    }
}
