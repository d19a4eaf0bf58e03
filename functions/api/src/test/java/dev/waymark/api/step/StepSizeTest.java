package dev.waymark.api.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class StepSizeTest {
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final Client client = Functions.shared().newTenant();
    private final UUID command = client.newCommand();
    private final String path = "/v1/commands/" + command + "/steps";

    @Test
    void aPackedBodyIsUnpacked() throws IOException {
        Functions.Answer made =
                packed("{\"command\": \"ls\", \"explanation\": \"é\"}").expect(201);
        assertThat(made.text("/explanation")).isEqualTo("é");
    }

    @Test
    void aBodyOverTheLimitIs413AndSaysTheLimit() {
        String json =
                "{\"command\": \"ls\", \"execution_result\": {\"stdout\": \"%s\"}}".formatted("x".repeat(MAX_BYTES));
        Functions.Answer refused = client.post(path, json).expect(413);
        assertThat(refused.problem()).isEqualTo("too-large");
        assertThat(refused.text("/limit_bytes")).isEqualTo(String.valueOf(MAX_BYTES));
        assertThat(Pages.items(client.get(path))).isEmpty();
    }

    @Test
    void aBodyThatUnpacksOverItsLimitIs413() throws IOException {
        Functions.Answer refused = packed(" ".repeat(50 * 1024 * 1024 + 1)).expect(413);
        assertThat(refused.text("/limit_bytes")).isEqualTo(String.valueOf(50 * 1024 * 1024));
    }

    @Test
    void aStepThatCouldNotBeReadBackWholeIs413() throws IOException {
        assertThat(packed(withResult("x".repeat(MAX_BYTES))).expect(413).problem())
                .isEqualTo("too-large");
        assertThat(packed(withResult("é".repeat(MAX_BYTES * 3 / 4))).expect(413).problem())
                .isEqualTo("too-large");
        assertThat(packed("{\"command\": \"ls\", \"after\": {\"system_info\": \"%s\"}}"
                                .formatted("x".repeat(MAX_BYTES)))
                        .expect(413)
                        .problem())
                .isEqualTo("too-large");
        assertThat(Pages.items(client.get(path))).isEmpty();
    }

    @Test
    void aStepNearTheLimitIsReadBackWhole() throws IOException {
        String stdout = "é".repeat(MAX_BYTES / 2 - 1_000);
        UUID step = packed(withResult(stdout)).expect(201).id();
        assertThat(client.get("/v1/steps/" + step).expect(200).text("/execution_result/stdout"))
                .isEqualTo(stdout);
        Functions.Answer zipped =
                client.get("/v1/steps/" + step, "Accept-Encoding", "gzip, br").expect(200);
        assertThat(zipped.headers()).containsEntry("content-encoding", "gzip");
        assertThat(zipped.text("/execution_result/stdout")).isEqualTo(stdout);
    }

    @Test
    void aTextOverItsLimitIs422AndNamesTheMember() throws IOException {
        String json = "{\"command\": \"ls\", \"explanation\": \"%s\"}";
        packed(json.formatted("é".repeat(512 * 1024))).expect(201);
        Functions.Answer refused =
                packed(json.formatted("é".repeat(512 * 1024) + "e")).expect(422);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/explanation");
        assertThat(refused.text("/errors/0/code")).isEqualTo("size");
    }

    @Test
    void whatIsNotGzipIsUnreadable() {
        byte[] body = "{\"command\": \"ls\"}".getBytes(StandardCharsets.UTF_8);
        client.send("POST", path, body, "Content-Encoding", "gzip").expect(400);
        client.send("POST", path, body, "Content-Encoding", "br").expect(415);
        client.send("POST", path, body, "Content-Encoding", "identity").expect(201);
    }

    private static String withResult(String stdout) {
        return "{\"command\": \"ls\", \"execution_result\": {\"stdout\": \"%s\"}}".formatted(stdout);
    }

    private Functions.Answer packed(String json) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return client.send("POST", path, out.toByteArray(), "Content-Encoding", "gzip");
    }
}
