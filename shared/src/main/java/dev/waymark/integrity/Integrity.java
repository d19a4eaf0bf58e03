package dev.waymark.integrity;

import dev.waymark.paging.Cursor;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Walks what a tenant has and says what is wrong with it.
///
/// Each page is looked at as it stands in one moment, so writers do no harm; what was written
/// behind the cursor meanwhile waits for the next check.
@Singleton
public final class Integrity {
    private static final List<IntegrityCheck> ALL = List.of(IntegrityCheck.values());

    private final IntegrityRepository rows;
    private final PackedRows packed;

    Integrity(IntegrityRepository rows, PackedRows packed) {
        this.rows = rows;
        this.packed = packed;
    }

    /// Looks at the next rows.
    ///
    /// @param tenant of the caller
    /// @param only the one check that is wanted; null for all, one after the other
    /// @param cursor where the page before ended; null to begin
    /// @param limit how many rows to look at, at most
    /// @throws ProblemException 422 for a cursor that no page has answered
    public IntegrityPage page(UUID tenant, @Nullable IntegrityCheck only, @Nullable String cursor, int limit) {
        Cursor.Names place = Cursor.names(cursor);
        IntegrityCheck check = place == null ? (only == null ? ALL.getFirst() : only) : named(place.first());
        String after = place == null || place.second().isEmpty() ? null : place.second();
        int most = Math.min(limit, check.rows());
        List<CheckedRow> checked =
                check == IntegrityCheck.PARTITIONS ? rows.partitions() : rows.page(check.text(), after, most);
        List<Finding> findings = new ArrayList<>();
        for (CheckedRow row : checked) {
            findings.addAll(row.findings(check.text()));
            findings.addAll(packed.findings(check, row));
        }
        boolean more = check != IntegrityCheck.PARTITIONS && checked.size() == most;
        String next = more ? new Cursor.Names(check.text(), checked.getLast().place()).text() : following(check, only);
        return new IntegrityPage(tenant, check, checked.size(), findings, next);
    }

    private static @Nullable String following(IntegrityCheck check, @Nullable IntegrityCheck only) {
        int next = ALL.indexOf(check) + 1;
        return only != null || next == ALL.size()
                ? null
                : new Cursor.Names(ALL.get(next).text(), "").text();
    }

    private static IntegrityCheck named(String text) {
        return Arrays.stream(IntegrityCheck.values())
                .filter(check -> check.text().equals(text))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(
                        FieldError.of("cursor", "format", "must be a next_cursor that this list has answered")));
    }
}
