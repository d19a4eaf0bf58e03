package dev.waymark.effect;

import dev.waymark.body.Document;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/// What came of an effect.
///
/// @param fencingToken of the claim
/// @param result any JSON value; null where there is nothing to say
@Introspected
public record Completion(
        @Positive Long fencingToken, @Nullable @Document JsonNode result) {}
