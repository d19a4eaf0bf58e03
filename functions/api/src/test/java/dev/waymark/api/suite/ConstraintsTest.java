package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Functions;
import dev.waymark.database.ConstraintProblems;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every rule that a row can break has a meaning for callers, and every meaning has its rule.
final class ConstraintsTest {
    @Test
    void everyConstraintHasAProblemAndEveryProblemItsConstraint() {
        try (Inspector inspector = new Inspector(Functions.shared().database().admin())) {
            List<String> constraints = inspector.texts("""
                    select regexp_replace(conname, '_\\d{4}_\\d{2}_pkey$', '_pkey')
                      from pg_constraint
                     where connamespace = 'public'::regnamespace
                       and contype in ('c', 'p', 'u', 'f', 'x')
                       and conrelid <> 'flyway_schema_history'::regclass
                    union
                    select regexp_replace(i.indexrelid::regclass::text, '_\\d{4}_\\d{2}_pkey$', '_pkey')
                      from pg_index i
                      join pg_class c on c.oid = i.indexrelid
                     where c.relnamespace = 'public'::regnamespace
                       and i.indisunique
                       and i.indrelid <> 'flyway_schema_history'::regclass
                    """);
            assertThat(constraints).hasSizeGreaterThan(50);
            assertThat(ConstraintProblems.names()).containsExactlyInAnyOrderElementsOf(constraints);
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }
}
