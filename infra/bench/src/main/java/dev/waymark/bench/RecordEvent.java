package dev.waymark.bench;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.waymark.caller.Caller;
import java.util.UUID;

/// Events of API Gateway (HTTP API, payload format 2.0) for POST /v1/commands/{id}/steps and …/evaluations, with the
/// headers and the context that it sends.
final class RecordEvent {
    private static final String EVENT = """
            {"version":"2.0","routeKey":"POST /v1/commands/{id}/steps","rawPath":"/v1/commands/@command/steps","rawQueryString":"",\
            "headers":{"accept":"application/json","authorization":"Bearer wm_sample","content-length":"900",\
            "content-type":"application/json","host":"a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",\
            "idempotency-key":"@key","user-agent":"curl/8.5.0","x-forwarded-for":"203.0.113.7","x-forwarded-port":"443",\
            "x-forwarded-proto":"https"},"requestContext":{"accountId":"123456789012","apiId":"a1b2c3d4e5",\
            "authorizer":{"lambda":{"caller":"@caller"}},"domainName":"a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",\
            "domainPrefix":"a1b2c3d4e5","http":{"method":"POST","path":"/v1/commands/@command/steps","protocol":"HTTP/1.1",\
            "sourceIp":"203.0.113.7","userAgent":"curl/8.5.0"},"requestId":"Kx1aBcDeFiAEPJQ=",\
            "routeKey":"POST /v1/commands/{id}/steps","stage":"$default","time":"20/Nov/2026:10:00:00 +0000",\
            "timeEpoch":1795168800000},"pathParameters":{"id":"@command"},"body":"@body","isBase64Encoded":false}""";

    private RecordEvent() {}

    static String of(Caller caller, UUID command, String idempotencyKey, String body) {
        return EVENT.replace("@command", command.toString())
                .replace("@key", idempotencyKey)
                .replace("@caller", inString(callerText(caller)))
                .replace("@body", inString(body));
    }

    /// What the authorizer hands to a function.
    static String callerText(Caller caller) {
        return "{\"key_id\":\"%s\",\"tenant_id\":\"%s\",\"scopes\":[\"admin\"],\"agent_id\":null,\"user_id\":null,\"encryption\":\"\"}"
                .formatted(caller.keyId(), caller.tenantId());
    }

    /// The same for the evaluations of the command.
    static String ofEvaluations(Caller caller, UUID command, String idempotencyKey, String body) {
        return of(caller, command, idempotencyKey, body).replace("/steps", "/evaluations");
    }

    /// The same for points of an agent.
    static String ofMetrics(Caller caller, String agent, String idempotencyKey, String body) {
        var id = new UUID(0, 0);
        return of(caller, id, idempotencyKey, "@points")
                .replace("/v1/commands/{id}/steps", "/v1/agents/{name}/metrics")
                .replace("/v1/commands/" + id + "/steps", "/v1/agents/" + agent + "/metrics")
                .replace("{\"id\":\"" + id + "\"}", "{\"name\":\"" + agent + "\"}")
                .replace("@points", inString(body));
    }

    private static String inString(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
