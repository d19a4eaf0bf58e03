package dev.waymark.state;

import dev.waymark.body.Versioned;
import dev.waymark.json.Digest;
import dev.waymark.json.RawJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;

/// A schema as it is answered.
@Introspected
public record StateSchema(
        UUID id,
        UUID agentId,
        String agent,
        String partition,
        RawJson schema,
        long version,
        Instant createdAt,
        Instant updatedAt)
        implements Versioned {

    /// The answer for a row.
    ///
    /// @throws ProblemException 500 integrity-error when the schema is lost or does not match its digest
    public static StateSchema of(StateSchemaRow row) {
        byte[] schema = row.schema();
        if (schema == null || !Digest.of(schema).hex().equals(row.digest())) {
            throw ProblemException.of(
                    ProblemType.INTEGRITY_ERROR, "schema %s does not match its digest".formatted(row.id()));
        }
        return new StateSchema(
                row.id(),
                row.agentId(),
                row.agent(),
                row.partition(),
                new RawJson(schema),
                row.version(),
                row.createdAt(),
                row.updatedAt());
    }
}
