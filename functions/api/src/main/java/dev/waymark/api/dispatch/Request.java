package dev.waymark.api.dispatch;

import dev.waymark.caller.Caller;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request, whatever carried it.
///
/// @param routeKey method and route template, such as `GET /v1/commands/{id}`; `$default` where no route fits
/// @param path the path as sent
/// @param pathParameters decoded once
/// @param query decoded; values of a repeated parameter joined by commas
/// @param headers by lower-case name
/// @param body as sent, still packed; empty when there is none
/// @param caller whoever presented a valid key
/// @param refusal why there is no caller, where the authorizer could not tell for another reason than the key
/// @param requestId names the request in logs and problems
@SuppressWarnings("ArrayRecordComponent") // read once and never compared
public record Request(
        String routeKey,
        String method,
        String path,
        Map<String, String> pathParameters,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        @Nullable Caller caller,
        @Nullable Refusal refusal,
        String requestId) {

    /// Why the authorizer could not name a caller: the status and one sentence.
    public record Refusal(int status, String detail) {}

    public @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }
}
