package dev.waymark.state;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.JsonNodeFactory;
import dev.harrel.jsonschema.SimpleType;
import dev.waymark.json.StrictJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON as the validator of schemas sees it. Every look counts.
record SchemaNode(io.micronaut.json.tree.JsonNode node, String pointer, Meter meter) implements JsonNode {
    /// Makes nodes out of trees and text.
    record Factory(Meter meter) implements JsonNodeFactory {
        @Override
        public JsonNode wrap(Object node) {
            return node instanceof SchemaNode known
                    ? known
                    : new SchemaNode((io.micronaut.json.tree.JsonNode) node, "", meter);
        }

        @Override
        public JsonNode create(String rawJson) {
            return new SchemaNode(StrictJson.read(rawJson), "", meter);
        }
    }

    @Override
    public String getJsonPointer() {
        meter.step();
        return pointer;
    }

    @Override
    public SimpleType getNodeType() {
        meter.step();
        if (node.isObject()) {
            return SimpleType.OBJECT;
        }
        if (node.isArray()) {
            return SimpleType.ARRAY;
        }
        if (node.isString()) {
            return SimpleType.STRING;
        }
        if (node.isNumber()) {
            return asNumber().stripTrailingZeros().scale() <= 0 ? SimpleType.INTEGER : SimpleType.NUMBER;
        }
        return node.isNull() ? SimpleType.NULL : SimpleType.BOOLEAN;
    }

    @Override
    public boolean asBoolean() {
        return node.getBooleanValue();
    }

    @Override
    public String asString() {
        meter.step();
        return node.getStringValue();
    }

    @Override
    public BigInteger asInteger() {
        return asNumber().toBigInteger();
    }

    @Override
    public BigDecimal asNumber() {
        return switch (node.getNumberValue()) {
            case Long number -> BigDecimal.valueOf(number);
            case BigInteger number -> new BigDecimal(number);
            case Number number -> new BigDecimal(number.toString());
        };
    }

    @Override
    public List<JsonNode> asArray() {
        List<JsonNode> elements = new ArrayList<>(node.size());
        for (io.micronaut.json.tree.JsonNode element : node.values()) {
            meter.step();
            elements.add(new SchemaNode(element, pointer + "/" + elements.size(), meter));
        }
        return elements;
    }

    @Override
    public Map<String, JsonNode> asObject() {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        node.entries().forEach(member -> {
            meter.step();
            String at = pointer + "/" + JsonNode.encodeJsonPointer(member.getKey());
            members.put(member.getKey(), new SchemaNode(member.getValue(), at, meter));
        });
        return members;
    }

    /// By value, wherever it stands.
    @Override
    public boolean equals(Object other) {
        meter.step();
        return other instanceof SchemaNode that && node.equals(that.node);
    }

    @Override
    public int hashCode() {
        return node.hashCode();
    }
}
