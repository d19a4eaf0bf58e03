package dev.waymark.problem;

import io.micronaut.core.annotation.Introspected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem as it is answered (RFC 9457), for the API's description. Some types add members, such as
/// `current_version`, `limit_bytes` or `allow`.
///
/// @param type a stable URL that names the type of problem
/// @param detail what is wrong this time
/// @param instance the path that was called
/// @param requestId what the log knows this call by
/// @param retryable whether the same request may succeed when it is sent again
/// @param errors all that is wrong with a request that is not valid
@Introspected
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String requestId,
        boolean retryable,
        @Nullable List<Violation> errors) {

    /// One thing that is wrong with a request.
    ///
    /// @param pointer JSON pointer into the body; empty where it is about the whole, or about no body
    /// @param code a stable word for the rule
    /// @param parameter the path, query or header parameter that is wrong
    @Introspected
    public record Violation(
            String pointer,
            String code,
            String detail,
            @Nullable String parameter) {}
}
