package dev.waymark.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A request's body as it travels: JSON, packed by gzip once it would be too large to be taken plain.
@SuppressWarnings("ArrayRecordComponent") // sent once, never compared
record Payload(byte[] bytes, Map<String, String> headers) {
    /// What the API takes as sent (api.md, Size).
    private static final int PLAIN_LIMIT_BYTES = 4 * 1024 * 1024;

    static final Payload NONE = new Payload(new byte[0], Map.of());

    static Payload of(byte[] json) {
        if (json.length <= PLAIN_LIMIT_BYTES) {
            return new Payload(json, Map.of("Content-Type", "application/json"));
        }
        return new Payload(gzip(json), Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"));
    }

    BodyPublisher publisher() {
        return bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes);
    }

    /// The answer's bytes, unpacked.
    static byte[] unpacked(HttpResponse<byte[]> response) throws IOException {
        if (!isGzip(response)) {
            return response.body();
        }
        try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            return stream.readAllBytes();
        }
    }

    /// An answer that is no JSON, such as a proxy's page, counts as one without a body.
    static JsonNode read(HttpResponse<byte[]> response, byte[] unpacked) throws IOException {
        try (InputStream stream = new ByteArrayInputStream(unpacked)) {
            return Json.read(stream);
        } catch (JsonProcessingException noJson) {
            if (response.statusCode() < 300) {
                throw new ConfigurationException(response.uri() + " does not answer in JSON: is it a Waymark?", noJson);
            }
            return MissingNode.getInstance();
        }
    }

    private static boolean isGzip(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("Content-Encoding")
                .filter("gzip"::equalsIgnoreCase)
                .isPresent();
    }

    private static byte[] gzip(byte[] plain) {
        var packed = new ByteArrayOutputStream(plain.length / 4);
        try (var stream = new GZIPOutputStream(packed)) {
            stream.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }
}
