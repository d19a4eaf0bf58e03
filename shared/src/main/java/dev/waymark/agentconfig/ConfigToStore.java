package dev.waymark.agentconfig;

import dev.waymark.encryption.FieldWriter;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// What `put_config()` takes.
///
/// @param digest of the canonical value, kept by the audit trail
/// @param value canonical JSON as text, or encrypted
@Introspected
public record ConfigToStore(Instant at, String digest, ConfigType configType, String value) {

    /// The config as it is stored.
    ///
    /// @param fields how values are written
    /// @throws dev.waymark.problem.ProblemException 422 for a value that does not fit its type
    public static ConfigToStore of(String agent, String key, ConfigChange change, FieldWriter fields, Instant at) {
        byte[] value = CanonicalJson.write(change.fittingValue());
        return new ConfigToStore(
                at,
                fields.digest(Digest.of(value)).hex(),
                change.configType(),
                fields.text(ConfigCipher.value(agent, key), new String(value, StandardCharsets.UTF_8)));
    }
}
