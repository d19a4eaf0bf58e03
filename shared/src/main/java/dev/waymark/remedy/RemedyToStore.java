package dev.waymark.remedy;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.database.StoredText;
import dev.waymark.json.Digest;
import dev.waymark.step.RiskLevel;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What `put_remedy()` takes.
///
/// @param digest SHA-256 of the remedy as it was asked for, kept by the audit trail
@Introspected
@OmitNull
public record RemedyToStore(
        Instant at,
        String digest,
        String appliesWhen,
        String command,
        @Nullable String explanation,
        RiskLevel riskLevel,
        boolean enabled) {

    public static RemedyToStore of(RemedyChange change, BodyWriter writer, Instant at) {
        return new RemedyToStore(
                at,
                Digest.of(writer.write(change)).hex(),
                change.appliesWhen(),
                StoredText.of(change.command()),
                StoredText.orNull(change.explanation()),
                change.riskLevel() == null ? RiskLevel.MEDIUM : change.riskLevel(),
                change.enabled() == null || change.enabled());
    }
}
