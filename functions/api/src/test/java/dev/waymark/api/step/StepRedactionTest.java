package dev.waymark.api.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Secrets are put together here from parts, so that no scanner takes this file for a leak.
final class StepRedactionTest {
    private static final String PRIVATE_KEY =
            "-----BEGIN RSA %1$s-----\nMIIEpAIBAAKCAQEA0123456789\nabcdefgh\n-----END RSA %1$s-----"
                    .formatted("PRIVATE KEY");

    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();
    private final UUID command = client.newCommand();

    @ParameterizedTest
    @CsvSource({
        "awskey, AKIA, IOSFODNN7EXAMPLE",
        "githubtoken, ghp_, 0123456789abcdefghijABCDEFGHIJ012345",
        "slacktoken, xoxb-, 123456789012-abcdef",
        "gitlabtoken, glpat-, 0123456789abcdefghij",
        "waymarkkey, wm_, 0123456789abcdefghijABCDEFGHIJ-_0123456789a"
    })
    void aSecretIsReplacedInCommandOutputSnapshotsAndMetadata(String kind, String start, String rest) {
        expectRedacted(start + rest, kind);
    }

    @Test
    void aPrivateKeyIsReplacedWhole() {
        expectRedacted(PRIVATE_KEY, "privatekey");
    }

    @Test
    void aPasswordInAUrlIsReplacedAndTheUrlStays() {
        Functions.Answer step =
                client.newStep(command, "{\"command\": \"git clone https://bot:hunter2@example.org/a.git\"}");
        assertThat(step.text("/command")).isEqualTo("git clone https://bot:[redacted:urlpassword]@example.org/a.git");
    }

    private void expectRedacted(String secret, String kind) {
        ObjectNode sent = Functions.JSON.createObjectNode().put("command", "use '" + secret + "' now");
        sent.putObject("execution_result").putArray("lines").add("before\n" + secret + "\nafter");
        sent.putObject("metadata").put("note", secret);
        sent.putObject("before").putObject("system_info").put("env", "KEY=" + secret);
        Functions.Answer made =
                client.post("/v1/commands/" + command + "/steps", sent).expect(201);
        Functions.Answer read =
                client.get("/v1/steps/" + made.id() + "?expand=snapshots").expect(200);
        String mark = "[redacted:" + kind + "]";
        assertThat(made.text("/command")).isEqualTo("use '" + mark + "' now");
        assertThat(read.text("/command")).isEqualTo("use '" + mark + "' now");
        assertThat(read.text("/execution_result/lines/0")).isEqualTo("before\n" + mark + "\nafter");
        assertThat(read.text("/metadata/note")).isEqualTo(mark);
        assertThat(read.text("/snapshots/before/sections/system_info/env")).isEqualTo("KEY=" + mark);
        assertThat(rowsWith(secret)).isZero();
    }

    /// Rows of this tenant, wherever, in which the text stands.
    private long rowsWith(String text) {
        String like = '%' + text.replace("\n", "%") + '%';
        return Sql.of(functions)
                .number(
                        "select count(*) from command_steps s where command_id = ?"
                                + " and (s.command like ? or convert_from(s.execution_result, 'UTF8') like ? or s.metadata::text like ?)",
                        command,
                        like,
                        like,
                        like);
    }

    @Test
    void aSecretIsReplacedInAPatchAndInACommandsRequest() {
        String token = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345";
        UUID step = client.newStep(command, "{\"command\": \"ls\"}").id();
        Functions.Answer patched = client.patch(
                "/v1/steps/" + step,
                "{\"execution_result\": {\"stdout\": \"token %s\"}}".formatted(token),
                "If-Match",
                "*");
        assertThat(patched.expect(200).text("/execution_result/stdout")).isEqualTo("token [redacted:githubtoken]");
        String project = client.newProject();
        Functions.Answer made =
                client.post("/v1/commands", "{\"project\": \"%s\", \"request\": \"use %s\"}".formatted(project, token));
        assertThat(made.expect(201).text("/request")).isEqualTo("use [redacted:githubtoken]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls -la /tmp", "https://example.org:8080/a@b", "user@example.org", "AKIA is a prefix", "ghp_short",
                "sk-learn", "3f2c3f2c3f2c3f2c3f2c3f2c3f2c3f2c3f2c3f2c", "-----BEGIN PUBLIC KEY-----", "a:b@c",
                        "$1 \\\\ [redacted:x]"
            })
    void ordinaryTextIsLeftAsItIs(String text) {
        Functions.Answer step = client.newStep(command, "{\"command\": \"%s\"}".formatted(text));
        assertThat(client.get("/v1/steps/" + step.id()).text("/command")).isEqualTo(text.replace("\\\\", "\\"));
    }
}
