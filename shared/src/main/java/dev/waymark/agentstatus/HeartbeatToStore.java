package dev.waymark.agentstatus;

import dev.waymark.body.OmitNull;
import dev.waymark.json.CanonicalJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `put_agent_status()` takes.
///
/// @param detail canonical JSON as text
@Introspected
@OmitNull
public record HeartbeatToStore(
        Instant at,
        CurrentStatus currentStatus,
        List<UUID> activeCommandIds,
        @Nullable String detail) {

    public static HeartbeatToStore of(Heartbeat heartbeat, Instant at) {
        return new HeartbeatToStore(
                at,
                heartbeat.currentStatus(),
                heartbeat.activeCommandIds() == null ? List.of() : heartbeat.activeCommandIds(),
                heartbeat.detail() == null
                        ? null
                        : new String(CanonicalJson.write(heartbeat.detail()), StandardCharsets.UTF_8));
    }
}
