package dev.waymark.contextsnapshot;

import io.micronaut.core.annotation.Introspected;

/// The context that an agent was told last.
///
/// @param body as `body_of()` answers it, see [dev.waymark.document.StoredBody]
@Introspected
@SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would buy nothing
public record ContextBefore(byte[] body) {}
