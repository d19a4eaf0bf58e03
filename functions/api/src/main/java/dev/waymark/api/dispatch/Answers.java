package dev.waymark.api.dispatch;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;

/// What operations answer beyond a body.
public final class Answers {
    private Answers() {}

    /// 201 with what was made, marked where it is the answer to an earlier request with the same idempotency
    /// key.
    public static <T> HttpResponse<T> created(T made, boolean replayed) {
        MutableHttpResponse<T> response = HttpResponse.created(made);
        return replayed ? response.header("Idempotency-Replayed", "true") : response;
    }

    /// 200 with what was changed, marked the same way.
    public static <T> HttpResponse<T> done(T changed, boolean replayed) {
        MutableHttpResponse<T> response = HttpResponse.ok(changed);
        return replayed ? response.header("Idempotency-Replayed", "true") : response;
    }
}
