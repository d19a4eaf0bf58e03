package dev.waymark.api.aws;

import dev.waymark.api.dispatch.Authentication;
import dev.waymark.api.dispatch.Request;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.caller.Caller;
import dev.waymark.caller.Scope;
import dev.waymark.json.StrictJson;
import io.micronaut.core.annotation.Introspected;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the authorizer hands to the functions: `caller` or `problem`, each as JSON text, because API Gateway
/// passes on nothing but text, numbers and booleans.
@Singleton
final class AuthorizerContext {
    private final BodyReader reader;
    private final BodyWriter writer;

    AuthorizerContext(BodyReader reader, BodyWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /// A caller on its way through API Gateway.
    @Introspected
    record CallerText(
            UUID keyId,
            UUID tenantId,
            Set<Scope> scopes,
            @Nullable UUID agentId,
            @Nullable String userId,
            @Nullable String encryption,
            // a function of the release before knows no such member
            @OmitNull @Nullable Long redactionVersion) {}

    /// A refusal on its way through API Gateway.
    @Introspected
    record ProblemText(int status, String detail) {}

    Authentication.Outcome read(Map<String, String> context) {
        String caller = context.get("caller");
        if (caller != null) {
            CallerText text = reader.read(StrictJson.read(caller), CallerText.class);
            return Authentication.Outcome.of(new Caller(
                    text.keyId(),
                    text.tenantId(),
                    text.scopes(),
                    text.agentId(),
                    text.userId(),
                    text.encryption(),
                    text.redactionVersion()));
        }
        String problem = context.get("problem");
        if (problem != null) {
            ProblemText text = reader.read(StrictJson.read(problem), ProblemText.class);
            return Authentication.Outcome.refused(text.status(), text.detail());
        }
        return new Authentication.Outcome(null, null);
    }

    /// The answer of an authorizer: always allowed, so that the function can tell the problem in its own words.
    byte[] answer(Authentication.Outcome outcome) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("isAuthorized", true);
        answer.put("context", outcome.caller() == null ? problem(outcome.refusal()) : caller(outcome.caller()));
        return writer.write(answer);
    }

    private Map<String, Object> caller(Caller caller) {
        var text = new CallerText(
                caller.keyId(),
                caller.tenantId(),
                caller.scopes(),
                caller.agentId(),
                caller.userId(),
                caller.encryption(),
                caller.redactionVersion());
        return Map.of("caller", new String(writer.write(text), StandardCharsets.UTF_8));
    }

    private Map<String, Object> problem(Request.@Nullable Refusal refusal) {
        if (refusal == null) {
            return Map.of();
        }
        var text = new ProblemText(refusal.status(), refusal.detail());
        return Map.of("problem", new String(writer.write(text), StandardCharsets.UTF_8));
    }
}
