package dev.waymark.evaluation;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One part of what judging needs, as `evaluation_subjects()` hands it over.
///
/// @param stepId null for what belongs to all
/// @param part `kept`, `settings`, `rest`, `step`, `result`, `expected_impact`, `before_step` or `after_step`
/// @param name of the section, where the part is one
/// @param body JSON as UTF-8; null when a document is lost
/// @param intact whether the body matches the digest that it is stored under
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record SubjectPart(
        @Nullable UUID stepId,
        String part,
        String name,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] body,
        boolean intact) {}
