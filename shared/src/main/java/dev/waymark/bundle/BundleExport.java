package dev.waymark.bundle;

import com.github.luben.zstd.Zstd;
import dev.waymark.paging.Cursor;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads bundles page by page. A page is packed, because rows travel with their bytes in hex.
@Singleton
public final class BundleExport {
    private static final int LEVEL = 3;
    private static final int ROWS = 500;

    /// Of lines unpacked. A row of its own may be larger: twice the 4 MiB that a document may
    /// have.
    private static final long BUDGET_BYTES = 4L * 1024 * 1024;

    /// An encrypted value begins with the byte 1.
    private static final Pattern ENCRYPTED = Pattern.compile(
            "^\\{\"table\":\"(?:messages|message_versions|message_segments|agent_memories|command_steps|step_outputs|step_evaluations|agent_configs)\""
                    + ".*\"(?:content|tools|body|execution_result|stdout|stderr|success_indicators|failure_indicators|recommendations"
                    + "|encrypted_value)\":\"\\\\\\\\x01");

    private final BundleRepository bundles;

    BundleExport(BundleRepository bundles) {
        this.bundles = bundles;
    }

    /// The next page.
    ///
    /// @param name the project's key, or the agent's name
    /// @param cursor where the page before ended; null to begin
    /// @throws ProblemException 404 when there is no such project or agent; 422 for a cursor that
    ///     no page has answered
    public BundlePage page(BundleKind kind, String name, @Nullable String cursor) {
        RootRow root = (kind == BundleKind.PROJECT ? bundles.project(name) : bundles.agent(name))
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.NOT_FOUND,
                        kind == BundleKind.PROJECT
                                ? "there is no project with this key"
                                : "there is no agent with this name"));
        List<String> tables = bundles.tables(kind.text());
        Cursor.Names place = Cursor.names(cursor);
        int table = place == null ? 0 : tables.indexOf(place.first());
        if (table < 0) {
            throw ProblemException.invalid(
                    FieldError.of("cursor", "format", "must be a next_cursor that this bundle has answered"));
        }
        var page = new Filling(kind, root);
        page.fill(
                tables.subList(table, tables.size()),
                place == null || place.second().isEmpty() ? null : place.second());
        return page.done();
    }

    private final class Filling {
        private final BundleKind kind;
        private final RootRow root;
        private final StringBuilder lines = new StringBuilder();
        private int count;
        private @Nullable String next;

        Filling(BundleKind kind, RootRow root) {
            this.kind = kind;
            this.root = root;
        }

        /// Goes from table to table until the page is full.
        void fill(List<String> tables, @Nullable String after) {
            @Nullable String from = after;
            for (String table : tables) {
                long some;
                do {
                    if (lines.length() >= BUDGET_BYTES) {
                        next = new Cursor.Names(table, from == null ? "" : from).text();
                        return;
                    }
                    some = 0;
                    long budget = BUDGET_BYTES - lines.length();
                    for (LineRow row : bundles.page(kind.text(), root.id(), table, from, ROWS, budget)) {
                        requireReadable(row.line());
                        lines.append(row.line()).append('\n');
                        count++;
                        from = row.place() == null ? from : row.place();
                        some += row.place() == null ? 0 : 1;
                    }
                } while (some == ROWS || lines.length() >= BUDGET_BYTES);
                from = null;
            }
        }

        /// What is encrypted is bound to its tenant: elsewhere nobody could read it.
        private static void requireReadable(String line) {
            if (ENCRYPTED.matcher(line).find()) {
                throw ProblemException.of(
                        ProblemType.CONFLICT, "something in the bundle is encrypted with a key that does not travel");
            }
        }

        BundlePage done() {
            byte[] packed = Zstd.compress(lines.toString().getBytes(StandardCharsets.UTF_8), LEVEL);
            return new BundlePage(
                    kind,
                    root.id(),
                    root.name(),
                    root.mark(),
                    count,
                    Base64.getEncoder().encodeToString(packed),
                    next);
        }
    }
}
