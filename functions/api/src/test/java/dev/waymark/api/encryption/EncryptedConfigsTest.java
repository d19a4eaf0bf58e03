package dev.waymark.api.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Configs of a tenant that encrypts their values.
final class EncryptedConfigsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String CONFIGS = "/v1/agents/coder/configs";
    private static final String ON = "{\"encryption\": {\"fields\": [\"configs.value\"]}}";
    private static final String OFF = "{}";

    private final Client client = FUNCTIONS.newTenant();
    private final Sql sql = Sql.of(FUNCTIONS);
    private final String mark = "mark" + Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1, 36);
    private final Walks walks = new Walks(FUNCTIONS, client);

    @BeforeEach
    void begin() {
        client.put("/v1/agents/coder", "{}").expect(201);
        encrypt(ON);
    }

    private void encrypt(String settings) {
        client.put("/v1/settings", settings).expect(200);
    }

    private Set<String> leaks() {
        return new Leaks(FUNCTIONS).of(mark, walks.tenant());
    }

    private Functions.Answer put(String key, String type, String value) {
        return client.put(CONFIGS + "/" + key, "{\"config_type\": \"%s\", \"value\": %s}".formatted(type, value));
    }

    private JsonNode expanded() {
        return client.get("/v1/agents/coder?expand=configs").expect(200).body().get("configs");
    }

    private JsonNode listed() {
        return client.get(CONFIGS).expect(200).body().get("items");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "string|\"\"",
                "string|\"\\u0001AQ==\"",
                "integer|9223372036854775807",
                "float|5E-324",
                "boolean|false",
                "json|null",
                "json|[1,\"a\",{\"b\":null,\"\":9007199254740993}]"
            })
    void aValueComesBackAsItWas(String type, String value) throws JsonProcessingException {
        Functions.Answer made = put("k", type, value).expect(201);
        assertThat(made.text("/config_type")).isEqualTo(type);
        assertThat(made.body().get("value")).isEqualTo(Functions.JSON.readTree(value));
        assertThat(sql.truth(
                        "select is_encrypted(encrypted_value) from agent_configs where tenant_id = ?", walks.tenant()))
                .isTrue();
        assertThat(client.get(CONFIGS + "/k").expect(200).body()).isEqualTo(made.body());
        assertThat(expanded()).containsExactly(made.body());
        assertThat(listed()).containsExactly(made.body());
    }

    @Test
    void nothingOfAValueIsStored() {
        put("a", "string", "\"" + mark + "\"").expect(201);
        put("b", "json", "{\"token\": \"" + mark + "\"}").expect(201);
        assertThat(put("a", "string", "\"" + mark + " anew\"").expect(200).text("/version"))
                .isEqualTo("2");
        assertThat(put("a", "string", "\"" + mark + " anew\"").expect(200).text("/version"))
                .as("what is there already changes nothing")
                .isEqualTo("2");
        put("a", "integer", "\"x\"").expect(422);
        assertThat(leaks()).isEmpty();
        client.delete(CONFIGS + "/a").expect(204);
        assertThat(leaks()).isEmpty();
    }

    @Test
    void aCiphertextIsWorthNothingUnderAnotherKeyOrAgent() {
        client.put("/v1/agents/other", "{}").expect(201);
        put("a", "string", "\"one\"").expect(201);
        put("b", "string", "\"two\"").expect(201);
        String elsewhere = "/v1/agents/other/configs/a";
        client.put(elsewhere, "{\"config_type\": \"string\", \"value\": \"three\"}")
                .expect(201);
        sql.run("""
                update agent_configs set encrypted_value =
                  (select encrypted_value from agent_configs where tenant_id = '%1$s' and config_key = 'b')
                 where tenant_id = '%1$s' and config_key = 'a'""".formatted(walks.tenant()));
        for (String path : List.of(CONFIGS + "/a", CONFIGS, "/v1/agents/coder?expand=configs", elsewhere)) {
            assertThat(client.get(path).expect(500).problem()).as(path).isEqualTo("integrity-error");
        }
        assertThat(client.get(CONFIGS + "/b").expect(200).text("/value")).isEqualTo("two");
    }

    @Test
    void whatWasThereBeforeIsBroughtAlongAndBackAgain() {
        encrypt(OFF);
        put("a", "string", "\"" + mark + "\"").expect(201);
        put("b", "json", "{\"n\": [9007199254740993, 1E400, null], \"m\": \"" + mark + "\"}");
        put("c", "json", "null").expect(201);
        JsonNode before = listed();
        assertThat(leaks()).containsExactly("agent_configs.value");

        encrypt(ON);
        put("d", "integer", "4").expect(201);
        put("e", "string", "\"plain\"").expect(201);
        encrypt(OFF);
        put("e", "string", "\"plain\"").expect(200);
        assertThat(expanded()).as("one beside the other").isEqualTo(listed());
        client.delete(CONFIGS + "/d").expect(204);
        client.delete(CONFIGS + "/e").expect(204);

        encrypt(ON);
        assertThat(walks.go()).isEqualTo(before.size());
        assertThat(leaks()).isEmpty();
        assertThat(listed()).as("no version, no time").isEqualTo(before);
        client.post("/v1/encryption-keys", "").expect(201);
        assertThat(walks.go()).isEqualTo(before.size());
        assertThat(expanded()).isEqualTo(before);

        encrypt(OFF);
        assertThat(walks.go()).isEqualTo(before.size());
        assertThat(leaks()).containsExactly("agent_configs.value");
        assertThat(listed()).isEqualTo(before);
        assertThat(put("a", "string", "\"" + mark + "\"").expect(200).text("/version"))
                .isEqualTo("1");
    }

    @Test
    void aBundleWithItDoesNotLeave() {
        put("a", "string", "\"x\"").expect(201);
        assertThat(client.get("/v1/agents/coder/bundle").expect(409).text("/detail"))
                .contains("encrypted");
    }
}
