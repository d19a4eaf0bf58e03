package dev.waymark.bench;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// The argument of `record_steps()` with gaps for ids and the time.
///
/// @param head up to the time
/// @param pieces what stands between the ids
record BodyTemplate(String head, List<String> pieces) {
    private static final Pattern AT = Pattern.compile("(?<=\"at\":)\"[^\"]*\"");
    private static final Pattern ID = Pattern.compile("(?<=\"(?:id|before_id|after_id)\":\")[0-9a-f-]{36}");
    private static final Pattern VARIABLE_OF_PGBENCH = Pattern.compile(":[A-Za-z_]");

    static BodyTemplate of(String body) {
        String[] byTime = AT.split(body, 2);
        return new BodyTemplate(byTime[0], List.of(ID.split(byTime[1], -1)));
    }

    /// A body with ids and a time of its own.
    String fill(Instant at, Supplier<UUID> ids) {
        var body = new StringBuilder(head).append('"').append(at).append('"').append(pieces.getFirst());
        for (String piece : pieces.subList(1, pieces.size())) {
            body.append(ids.get()).append(piece);
        }
        return body.toString();
    }

    /// An SQL expression that makes such a body for pgbench.
    ///
    /// @param newId an expression for an id
    String sql(String newId) {
        var sql =
                new StringBuilder(quoted(head)).append(" || to_json(now()) || ").append(quoted(pieces.getFirst()));
        for (String piece : pieces.subList(1, pieces.size())) {
            sql.append(" || ").append(newId).append(" || ").append(quoted(piece));
        }
        return sql.toString();
    }

    private static String quoted(String text) {
        if (VARIABLE_OF_PGBENCH.matcher(text).find()) {
            throw new BenchException("pgbench would take a part of the body for a variable");
        }
        return "'" + text.replace("'", "''") + "'";
    }
}
