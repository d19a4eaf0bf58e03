package dev.waymark.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// A problem that the gateway itself answers (RFC 9457), where on AWS the platform would answer in its own shape.
final class ProblemAnswer {
    private static final JsonFactory JSON = new JsonFactory();

    private ProblemAnswer() {}

    static Answer of(ProblemException problem, String instance, String requestId) {
        ProblemType type = problem.type();
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("type", type.type());
            json.writeStringField("title", type.title());
            json.writeNumberField("status", type.status());
            json.writeStringField("detail", problem.detail());
            json.writeStringField("instance", instance);
            json.writeStringField("request_id", requestId);
            json.writeBooleanField("retryable", type.retryable());
            for (Map.Entry<String, Object> extension : problem.extensions().entrySet()) {
                json.writeFieldName(extension.getKey());
                json.writePOJO(extension.getValue());
            }
            writeErrors(json, problem.errors());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A problem in memory cannot be written", e);
        }
        return new Answer(
                type.status(), Map.of("content-type", "application/problem+json"), List.of(), bytes.toByteArray());
    }

    private static void writeErrors(JsonGenerator json, List<FieldError> errors) throws IOException {
        if (errors.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("errors");
        for (FieldError error : errors) {
            json.writeStartObject();
            json.writeStringField("pointer", error.pointer());
            json.writeStringField("code", error.code());
            json.writeStringField("detail", error.detail());
            String parameter = error.parameter();
            if (parameter != null) {
                json.writeStringField("parameter", parameter);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
