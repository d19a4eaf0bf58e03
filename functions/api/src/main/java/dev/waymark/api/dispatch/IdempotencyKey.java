package dev.waymark.api.dispatch;

import dev.waymark.caller.Caller;
import dev.waymark.caller.Idempotency;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The `Idempotency-Key` header of a POST: scoped to the caller's key, the method and the path.
final class IdempotencyKey {
    private static final int MAX_LENGTH = 255;
    private static final byte[] NOTHING = new byte[0];

    private IdempotencyKey() {}

    /// What makes this request the same as another; null for one without a key.
    ///
    /// @throws ProblemException 422 for a key that is empty or has more than 255 characters
    static @Nullable Idempotency of(Request request, Caller caller, @Nullable JsonNode body) {
        String key = request.header("idempotency-key");
        if (key == null || !request.method().equals("POST")) {
            return null;
        }
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw ProblemException.invalid(
                    FieldError.of("Idempotency-Key", "size", "must have 1 to " + MAX_LENGTH + " characters"));
        }
        String scope = caller.keyId() + "\n" + request.method() + "\n" + request.path() + "\n" + key;
        return new Idempotency(
                Digest.of(scope.getBytes(StandardCharsets.UTF_8)),
                Digest.of(body == null ? NOTHING : CanonicalJson.write(body)));
    }
}
