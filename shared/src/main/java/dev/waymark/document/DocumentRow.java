package dev.waymark.document;

import dev.waymark.json.RawJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.core.annotation.Introspected;

/// A stored document.
///
/// @param body canonical JSON
/// @param intact whether the body matches the digest that it is stored under
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record DocumentRow(byte[] body, boolean intact) {
    /// The JSON that was stored.
    ///
    /// @throws ProblemException 500 integrity-error when the body does not match its digest
    public RawJson verified(String digest) {
        if (!intact) {
            throw ProblemException.of(
                    ProblemType.INTEGRITY_ERROR, "document %s does not match its digest".formatted(digest));
        }
        return new RawJson(body);
    }
}
