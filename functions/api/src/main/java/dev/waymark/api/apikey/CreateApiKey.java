package dev.waymark.api.apikey;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.apikey.ApiKey;
import dev.waymark.apikey.ApiKeyRepository;
import dev.waymark.apikey.AssignedApiKey;
import dev.waymark.apikey.NewApiKey;
import dev.waymark.apikey.Secret;
import dev.waymark.body.BodyReader;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/// Makes an API key. The answer alone shows the secret; a replay of it does not.
@Controller("/v1/api-keys")
final class CreateApiKey {
    private final ApiKeyRepository keys;
    private final BodyReader reader;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    CreateApiKey(ApiKeyRepository keys, BodyReader reader, Ids ids, Clock clock) {
        this.keys = keys;
        this.reader = reader;
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes an API key.
    @Post
    @Status(HttpStatus.CREATED)
    @Access(Scope.ADMIN)
    HttpResponse<ApiKey> create(@Body NewApiKey key) {
        if (key.agentId() != null && key.userId() != null) {
            throw ProblemException.invalid(
                    FieldError.at("/user_id", "exclusive", "must not be given together with agent_id"));
        }
        if (key.scopes().contains(Scope.OPERATOR)) {
            throw ProblemException.invalid(
                    FieldError.at("/scopes", "enum", "operator keys belong to no tenant and are not made here"));
        }
        List<String> scopes = key.scopes().stream()
                .map(scope -> scope.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
        Secret secret = Secret.random(random);
        Written written = keys.create(
                ids.orNext(key.id()),
                key.name(),
                secret.prefix(),
                secret.hash(),
                scopes,
                key.agentId(),
                key.userId(),
                key.expiresAt(),
                clock.instant());
        AssignedApiKey assigned = reader.read(StrictJson.read(written.answer()), AssignedApiKey.class);
        var made = new ApiKey(
                assigned.id(),
                key.name(),
                written.replayed() ? null : secret.text(),
                assigned.prefix(),
                scopes,
                key.agentId(),
                key.userId(),
                key.expiresAt(),
                null,
                null,
                assigned.createdAt());
        return Answers.created(made, written.replayed());
    }
}
