package dev.waymark.memory;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A memory that is to become part of another.
///
/// @param content canonical JSON as UTF-8 bytes, or encrypted until [MemoryCipher] has opened it
@MappedEntity("consolidation_sources")
@SuppressWarnings("ArrayRecordComponent") // read once and never compared
public record SourceRow(
        @Id UUID id,
        byte[] content,
        long version,
        BigDecimal importance,
        @Nullable String userId) {}
