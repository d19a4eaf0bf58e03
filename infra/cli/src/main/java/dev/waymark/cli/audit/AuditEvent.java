package dev.waymark.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One event of a chain.
///
/// @param detail its exact text, which its digest covers; null once blanked
/// @param salt hex; goes before the detail
/// @param previousHash hex; null for the first event
public record AuditEvent(
        long index,
        String actor,
        String action,
        String subjectType,
        UUID subject,
        @Nullable String detail,
        @Nullable String salt,
        String detailDigest,
        Instant occurredAt,
        @Nullable String previousHash,
        String hash) {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /// Reads an event of the API or of an export.
    ///
    /// @param detail its text, which a parsed document no longer has
    /// @throws IllegalArgumentException when something that an event has is missing or unreadable
    static AuditEvent of(JsonNode json, @Nullable String detail) {
        return new AuditEvent(
                json.path("chain_index").asLong(-1),
                json.path("actor").asText(),
                json.path("action").asText(),
                json.path("subject_type").asText(),
                UUID.fromString(json.path("subject_id").asText()),
                detail,
                orNull(json.path("detail_salt")),
                json.path("detail_digest").asText(),
                instant(json.path("occurred_at").asText()),
                orNull(json.path("previous_hash")),
                json.path("hash").asText());
    }

    private static Instant instant(String text) {
        try {
            Instant at = Instant.parse(text);
            if (at.isAfter(LAST) || at.isBefore(FIRST)) {
                throw new IllegalArgumentException("no ledger has a time such as " + text);
            }
            return at;
        } catch (java.time.format.DateTimeParseException unreadable) {
            throw new IllegalArgumentException(unreadable);
        }
    }

    private static @Nullable String orNull(JsonNode value) {
        return value.isTextual() ? value.textValue() : null;
    }

    /// Microseconds since 1970.
    long occurredAtMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, occurredAt);
    }

    ObjectNode json() {
        return Json.object()
                .put("chain_index", index)
                .put("actor", actor)
                .put("action", action)
                .put("subject_type", subjectType)
                .put("subject_id", subject.toString())
                .put("detail_text", detail)
                .put("detail_salt", salt)
                .put("detail_digest", detailDigest)
                .put("occurred_at", occurredAt.toString())
                .put("previous_hash", previousHash)
                .put("hash", hash);
    }
}
