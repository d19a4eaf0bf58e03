package dev.waymark.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// What the API answered.
///
/// @param status below 300
/// @param body its JSON; a missing node where there is none
/// @param bytes the body exactly as it was written
/// @param etag what `If-Match` takes to change just this; null where there is none
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Answer(
        int status, JsonNode body, byte[] bytes, @Nullable String etag) {}
