package dev.waymark.agentconfig;

import dev.waymark.encryption.EncryptedField;
import dev.waymark.encryption.FieldCipher;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.encryption.Place;
import dev.waymark.json.Digest;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Values of configs, encrypted and decrypted. A value is bound to the agent's name and the
/// config's key, which are known before the row is, and never change.
@Singleton
public final class ConfigCipher {
    /// Where configs are shown with their agent it begins the type of one that is encrypted: no type
    /// has it, whereas a value may.
    private static final String ENCRYPTED = "\u0001";

    private final FieldCipher fields;

    ConfigCipher(FieldCipher fields) {
        this.fields = fields;
    }

    /// How the caller's tenant writes configs.
    public FieldWriter writer() {
        return fields.writer(EncryptedField.CONFIGS_VALUE);
    }

    /// Where a value belongs.
    static Place value(String agent, String key) {
        return value(hash(agent) + hash(key));
    }

    private static Place value(String hashes) {
        return new Place("agent_configs", "value", hashes);
    }

    private static String hash(String name) {
        return Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /// A value that is shown as text.
    String value(String agent, String key, String shown) {
        return fields.text(value(agent, key), shown);
    }

    /// A stored value as it is stored now, for whoever stores it anew.
    ///
    /// @param hashes of the agent's name and the config's key
    public String anew(byte[] hashes, byte[] stored) {
        Place place = value(HexFormat.of().formatHex(hashes));
        return writer().text(place, new String(fields.read(place, stored), StandardCharsets.UTF_8));
    }

    /// Configs as an agent is shown with them, a JSON array.
    public RawJson opened(String configs) {
        if (!configs.contains("\"config_type\" : \"\\u0001")) {
            return new RawJson(configs.getBytes(StandardCharsets.UTF_8));
        }
        List<JsonNode> opened = new ArrayList<>();
        for (JsonNode config : StrictJson.read(configs).values()) {
            opened.add(opened(config));
        }
        return RawJson.of(JsonNode.createArrayNode(opened));
    }

    private JsonNode opened(JsonNode config) {
        String type = text(config, "config_type");
        if (!type.startsWith(ENCRYPTED)) {
            return config;
        }
        Map<String, JsonNode> members = new LinkedHashMap<>();
        config.entries().forEach(member -> members.put(member.getKey(), member.getValue()));
        members.put("config_type", JsonNode.createStringNode(type.substring(ENCRYPTED.length())));
        String value = value(text(config, "agent"), text(config, "config_key"), text(config, "value"));
        members.put("value", StrictJson.read(value));
        return JsonNode.createObjectNode(members);
    }

    private static String text(JsonNode config, String member) {
        return Objects.requireNonNull(config.get(member)).getStringValue();
    }
}
