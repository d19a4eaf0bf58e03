package dev.waymark.api.dispatch;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.Versioned;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Makes responses out of what operations return, and out of problems.
@Singleton
final class Responses {
    /// The query parameter that narrows what is written of each row.
    static final String FIELDS = "fields";

    private static final int GZIP_FROM_BYTES = 1024 * 1024;
    /// A Lambda answer has 6,291,456 bytes; base64 takes a third on top of this, and headers need a little.
    private static final int MAX_BYTES = 4_650_000;

    private static final byte[] NOTHING = new byte[0];

    private final BodyWriter writer;

    Responses(BodyWriter writer) {
        this.writer = writer;
    }

    Response of(Operation operation, Request request, @Nullable Object result) {
        var headers = new LinkedHashMap<String, String>();
        int status = operation.status();
        Object body = result;
        if (result instanceof HttpResponse<?> response) {
            status = response.code();
            body = response.body();
            response.getHeaders().forEachValue((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        }
        if (body == null) {
            return new Response(status, headers, NOTHING);
        }
        if (body instanceof Versioned versioned) {
            headers.put("etag", "\"" + versioned.version() + "\"");
        }
        headers.put("content-type", "application/json");
        Response response = packed(status, headers, written(request, body), request);
        if (response.body().length > MAX_BYTES) {
            throw ProblemException.of(
                            ProblemType.TOO_LARGE,
                            "the answer would have %d bytes: ask for less by limit, fields, expand or sections, or accept gzip"
                                    .formatted(response.body().length))
                    .with("limit_bytes", MAX_BYTES);
        }
        return response;
    }

    Response of(ProblemException problem, Request request) {
        var members = new LinkedHashMap<String, Object>();
        members.put("type", problem.type().type());
        members.put("title", problem.type().title());
        members.put("status", problem.type().status());
        members.put("detail", problem.detail());
        members.put("instance", request.path());
        members.put("request_id", request.requestId());
        members.put("retryable", problem.type().retryable());
        if (!problem.errors().isEmpty()) {
            members.put(
                    "errors", problem.errors().stream().map(Responses::shown).toList());
        }
        members.putAll(problem.extensions());
        var headers = new LinkedHashMap<String, String>();
        headers.put("content-type", "application/problem+json");
        if (problem.extensions().get("allow") instanceof List<?> methods) {
            headers.put(
                    "allow",
                    String.join(", ", methods.stream().map(String::valueOf).toList()));
        }
        return packed(problem.type().status(), headers, writer.write(members), request);
    }

    private byte[] written(Request request, Object body) {
        String fields = request.query().get(FIELDS);
        return fields == null ? writer.write(body) : writer.write(body, Set.of(fields.split(",")));
    }

    private static Map<String, Object> shown(FieldError error) {
        var members = new LinkedHashMap<String, Object>();
        members.put("pointer", error.pointer());
        members.put("code", error.code());
        members.put("detail", error.detail());
        if (error.parameter() != null) {
            members.put("parameter", error.parameter());
        }
        return members;
    }

    private static Response packed(int status, Map<String, String> headers, byte[] body, Request request) {
        String accepted = request.header("accept-encoding");
        if (body.length <= GZIP_FROM_BYTES || accepted == null || !accepted.contains("gzip")) {
            return new Response(status, headers, body);
        }
        var packed = new ByteArrayOutputStream(body.length / 4);
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes every byte", e);
        }
        headers.put("content-encoding", "gzip");
        headers.put("vary", "accept-encoding");
        return new Response(status, headers, packed.toByteArray());
    }
}
