package dev.waymark.apikey;

import dev.waymark.caller.Caller;
import dev.waymark.caller.Scope;
import io.micronaut.core.annotation.Introspected;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A key that was presented and is valid.
@Introspected
public record AuthenticatedKey(
        UUID keyId,
        UUID tenantId,
        String name,
        List<String> scopes,
        @Nullable UUID agentId,
        @Nullable String userId,
        String encryption,
        @Nullable Long redactionVersion) {

    public Caller caller() {
        return new Caller(
                keyId,
                tenantId,
                scopes.stream()
                        .map(scope -> Scope.valueOf(scope.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toUnmodifiableSet()),
                agentId,
                userId,
                encryption,
                redactionVersion);
    }
}
