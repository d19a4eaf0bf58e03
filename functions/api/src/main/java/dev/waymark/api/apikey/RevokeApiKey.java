package dev.waymark.api.apikey;

import dev.waymark.api.dispatch.Access;
import dev.waymark.apikey.ApiKeyRepository;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import java.util.UUID;

/// Revokes a key. It stops working within the authorizer's cache time: 60 seconds on AWS, at once locally.
@Controller("/v1/api-keys")
final class RevokeApiKey {
    private final ApiKeyRepository keys;
    private final Clock clock;

    RevokeApiKey(ApiKeyRepository keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// Revokes a key.
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(Scope.ADMIN)
    void revoke(@PathVariable UUID id) {
        if (!keys.revoke(id, clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such key");
        }
    }
}
