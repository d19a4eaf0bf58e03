package dev.waymark.agentstatus;

import dev.waymark.body.Document;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How an agent is doing, as it says itself: the whole of it.
///
/// @param activeCommandIds the commands that it works on, at most 100; none when absent
/// @param detail any JSON of up to 64 KiB; null when absent
@Introspected
public record Heartbeat(
        CurrentStatus currentStatus,
        @Nullable @Size(max = 100) List<UUID> activeCommandIds,
        @Nullable @Document @Text(maxBytes = 65_536) JsonNode detail) {}
