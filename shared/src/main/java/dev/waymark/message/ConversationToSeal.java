package dev.waymark.message;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// A conversation that may have messages to be sealed.
@MappedEntity("sealing_notes")
public record ConversationToSeal(UUID tenantId, @Id UUID conversationId) {}
