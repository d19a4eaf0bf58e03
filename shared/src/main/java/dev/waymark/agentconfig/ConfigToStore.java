package dev.waymark.agentconfig;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// What `put_config()` takes.
///
/// @param digest SHA-256 of the canonical value, kept by the audit trail
/// @param value canonical JSON as text
@Introspected
public record ConfigToStore(Instant at, String digest, ConfigType configType, String value) {

    /// The config as it is stored.
    ///
    /// @throws dev.waymark.problem.ProblemException 422 for a value that does not fit its type
    public static ConfigToStore of(ConfigChange change, Instant at) {
        byte[] value = CanonicalJson.write(change.fittingValue());
        return new ConfigToStore(
                at, Digest.of(value).hex(), change.configType(), new String(value, StandardCharsets.UTF_8));
    }
}
