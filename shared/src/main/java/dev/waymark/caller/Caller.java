package dev.waymark.caller;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whoever presented an API key.
///
/// @param keyId the key
/// @param tenantId the tenant whose rows the call sees; for an operator the tenant of operators,
///     which owns nothing
/// @param scopes what the key allows
/// @param agentId narrows the call to one agent's rows
/// @param userId narrows the call to one end user's rows
/// @param encryption what the tenant encrypts, as `encryption_policy()` tells; null where nobody has asked
/// @param redactionVersion of the tenant's settings, where these say what to take out of what it
///     sends
public record Caller(
        UUID keyId,
        UUID tenantId,
        Set<Scope> scopes,
        @Nullable UUID agentId,
        @Nullable String userId,
        @Nullable String encryption,
        @Nullable Long redactionVersion) {
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /// A caller of whose tenant nobody has asked what it encrypts.
    public Caller(UUID keyId, UUID tenantId, Set<Scope> scopes, @Nullable UUID agentId, @Nullable String userId) {
        this(keyId, tenantId, scopes, agentId, userId, null, null);
    }

    /// The same caller, who knows what the tenant encrypts.
    public Caller told(String policy) {
        return new Caller(keyId, tenantId, scopes, agentId, userId, policy, redactionVersion);
    }

    /// Whether the key allows what needs `scope`.
    public boolean may(Scope scope) {
        return scopes.contains(scope) || (scope != Scope.OPERATOR && scopes.contains(Scope.ADMIN));
    }

    public boolean isOperator() {
        return scopes.contains(Scope.OPERATOR);
    }

    /// Who acts, as the audit trail names it.
    public String actor() {
        return "key:" + keyId;
    }
}
