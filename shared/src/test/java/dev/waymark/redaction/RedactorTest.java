package dev.waymark.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedactorTest {
    private static final String LONG = "0123456789abcdefghijABCDEFGHIJ0123456789abcdefghijABCDEFGHIJ0123456789";

    private final Redactor redactor = new Redactor(List::of);

    @ParameterizedTest
    @CsvSource({
        "awskey, AKIA, 16, ABCDEFGHIJKLMNOPQRST",
        "awskey, ASIA, 16, ABCDEFGHIJKLMNOPQRST",
        "githubtoken, ghp_, 36,",
        "githubtoken, gho_, 36,",
        "githubtoken, ghu_, 36,",
        "githubtoken, ghs_, 36,",
        "githubtoken, ghr_, 36,",
        "githubtoken, github_pat_, 60,",
        "gitlabtoken, glpat-, 20,",
        "slacktoken, xoxb-, 20,",
        "slacktoken, xoxp-, 10,",
        "modelkey, sk-, 32,",
        "modelkey, sk-, 40,",
        "modelkey, sk-ant-, 40,",
        "waymarkkey, wm_, 43,"
    })
    void takesOutASecretWhereverItStandsInText(String kind, String start, int length, String alphabet) {
        String rest = (alphabet == null ? LONG : alphabet).substring(0, length);
        assertThat(redactor.text("token " + start + rest + " of mine"))
                .isEqualTo("token [redacted:" + kind + "] of mine");
    }

    @Test
    void takesOutAPrivateKeyAndThePasswordOfAUrl() {
        String key = "-----BEGIN RSA PRIVATE KEY-----\n" + LONG + "\n-----END RSA PRIVATE KEY-----";
        assertThat(redactor.text("a " + key + " b")).isEqualTo("a [redacted:privatekey] b");
        assertThat(redactor.text("git clone https://me:secret@example.org/x"))
                .isEqualTo("git clone https://me:[redacted:urlpassword]@example.org/x");
    }

    @Test
    void takesOutTheLongestPasswordThatAUrlMayHave() {
        String user = "ftp://" + "u".repeat(64) + ":";
        assertThat(redactor.text("see https://example.org, " + user + "\uD83D\uDE01".repeat(256) + "@example.org"))
                .isEqualTo("see https://example.org, " + user + "[redacted:urlpassword]@example.org");
    }

    @Test
    void leavesTextWithoutSecretsAsItIs() {
        String text = "see https://example.org:8080/task-list or mail me@example.org, by foxox, at AKIAK";
        assertThat(redactor.text(text)).isSameAs(text);
    }

    @Test
    void findsASecretBehindWordsThatBeginLikeOne() {
        assertThat(redactor.text("task-list sk-1 wm_x xoxb- sk-" + LONG.substring(0, 40)))
                .isEqualTo("task-list sk-1 wm_x xoxb- [redacted:modelkey]");
    }

    @Test
    void whatStandsBesideASecretStaysAsItWas() {
        JsonNode value = JsonNode.createArrayNode(List.of(
                JsonNode.createStringNode("first"),
                JsonNode.createObjectNode(Map.of("b", JsonNode.createStringNode("ghp_" + LONG.substring(0, 36)))),
                JsonNode.createNumberNode(3)));
        JsonNode redacted = redactor.take(value).value();
        assertThat(redacted)
                .isEqualTo(JsonNode.createArrayNode(List.of(
                        JsonNode.createStringNode("first"),
                        JsonNode.createObjectNode(Map.of("b", JsonNode.createStringNode("[redacted:githubtoken]"))),
                        JsonNode.createNumberNode(3))));
    }

    @Test
    void takesOutWhatATenantsPatternsMatchAndCountsIt() {
        var tenants = new Redactor(() -> List.of(
                TenantPattern.of(new RedactionPattern("customer", "C-\\d{6}")),
                TenantPattern.of(new RedactionPattern("mail", "[a-z]+@example\\.org"))));
        JsonNode value = JsonNode.createObjectNode(Map.of(
                "a", JsonNode.createStringNode("C-123456 and C-654321 wrote from me@example.org"),
                "C-123456", JsonNode.createNumberNode(123456)));
        Redactor.Redaction redaction = tenants.take(value);
        assertThat(redaction.value().get("a").getStringValue())
                .isEqualTo("[redacted:customer] and [redacted:customer] wrote from [redacted:mail]");
        assertThat(redaction.value().get("C-123456").getIntValue()).isEqualTo(123456);
        assertThat(redaction.count()).isEqualTo(3);
    }

    @Test
    void aPatternThatCanMatchNothingMarksNoPlaceBetweenCharacters() {
        var tenants = new Redactor(() -> List.of(TenantPattern.of(new RedactionPattern("x", "x*"))));
        assertThat(tenants.text("axxb")).isEqualTo("a[redacted:x]b");
    }

    @Test
    void whatKeepsABacktrackingEngineBusyForeverIsReadInOneGo() {
        var tenants = new Redactor(() -> List.of(TenantPattern.of(new RedactionPattern("a", "(a+)+b"))));
        String text = "a".repeat(100_000);
        assertThat(tenants.text(text)).isSameAs(text);
    }
}
