package dev.waymark.contexttemplate;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A template as the database shows it: text still escaped.
///
/// @param segments JSON; so variables
/// @param useCases JSON text; so agentTypes
@MappedEntity("context_template_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record TemplateRow(
        @Id UUID id,
        String name,
        @Nullable String description,
        byte[] segments,
        byte[] variables,
        String separator,
        @Nullable String model,
        int totalTokens,
        long useCount,
        String useCases,
        String agentTypes,
        long version,
        Instant createdAt,
        Instant updatedAt,
        long sizeBytes) {}
