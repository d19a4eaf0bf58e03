package dev.waymark.api.dispatch;

import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The body of a request: its limits, its encoding, and the JSON in it.
final class RequestBody {
    static final int MAX_SENT_BYTES = 4 * 1024 * 1024;
    static final int MAX_UNPACKED_BYTES = 50 * 1024 * 1024;

    private RequestBody() {}

    /// The JSON value that was sent.
    ///
    /// @param mayBeEmpty whether no body at all, of whatever type, is an empty object
    /// @throws ProblemException 413 over the limits, 415 for what is not JSON by its headers, 400 and 422 as
    ///     [StrictJson]
    static JsonNode read(Request request, boolean mayBeEmpty) {
        if (mayBeEmpty && request.body().length == 0 && request.header("content-encoding") == null) {
            return JsonNode.createObjectNode(Map.of());
        }
        if (request.body().length > MAX_SENT_BYTES) {
            throw tooLarge("the body as sent", MAX_SENT_BYTES);
        }
        requireJson(request.header("content-type"));
        return StrictJson.read(unpacked(request));
    }

    private static void requireJson(@Nullable String contentType) {
        if (contentType == null) {
            return;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !(type.startsWith("application/") && type.endsWith("+json"))) {
            throw ProblemException.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json");
        }
    }

    private static byte[] unpacked(Request request) {
        String encoding = request.header("content-encoding");
        if (encoding == null || encoding.isBlank() || encoding.equalsIgnoreCase("identity")) {
            return request.body();
        }
        if (!encoding.strip().equalsIgnoreCase("gzip")) {
            throw ProblemException.of(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding must be gzip, or not be there");
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
            byte[] bytes = in.readNBytes(MAX_UNPACKED_BYTES + 1);
            if (bytes.length > MAX_UNPACKED_BYTES) {
                throw tooLarge("the unpacked body", MAX_UNPACKED_BYTES);
            }
            return bytes;
        } catch (IOException e) {
            var problem = ProblemException.of(ProblemType.UNREADABLE_BODY, "the body is not gzip, or is cut off");
            problem.addSuppressed(e);
            throw problem;
        }
    }

    private static ProblemException tooLarge(String what, int limit) {
        return ProblemException.of(ProblemType.TOO_LARGE, what + " may have " + limit + " bytes")
                .with("limit_bytes", limit);
    }
}
