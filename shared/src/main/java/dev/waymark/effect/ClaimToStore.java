package dev.waymark.effect;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `claim_effect()` takes.
///
/// @param digest SHA-256 of the claim as it was asked for, kept by the audit trail
@Introspected
@OmitNull
public record ClaimToStore(
        UUID id, Instant at, String digest, @Nullable UUID commandId, long ttlMs) {
    public static ClaimToStore of(NewClaim claim, Ids ids, BodyWriter writer, Instant at) {
        String digest = Digest.of(writer.write(claim)).hex();
        return new ClaimToStore(ids.orNext(claim.id()), at, digest, claim.commandId(), claim.ttlMsOrDefault());
    }
}
