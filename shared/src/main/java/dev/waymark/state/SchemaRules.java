package dev.waymark.state;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.waymark.problem.FieldError;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a schema must not have, because it could not be checked here safely.
final class SchemaRules {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final Set<String> BY_NAME = Set.of("properties", "$defs", "definitions", "dependentSchemas");
    private static final Set<String> VALUES = Set.of("const", "enum", "default", "examples");
    private static final int MAX_DEPTH = 64;

    private final String at;
    private final List<FieldError> errors = new ArrayList<>();

    SchemaRules(String at) {
        this.at = at;
    }

    List<FieldError> errors(JsonNode schema) {
        schema(schema, at, 0);
        return errors;
    }

    private void schema(JsonNode schema, String pointer, int depth) {
        if (depth > MAX_DEPTH) {
            add(pointer, "too_deep", "must be nested at most %d levels deep".formatted(MAX_DEPTH));
            return;
        }
        if (schema.isArray()) {
            int index = 0;
            for (JsonNode element : schema.values()) {
                schema(element, pointer + "/" + index++, depth + 1);
            }
            return;
        }
        if (schema.isObject()) {
            schema.entries().forEach(member -> keyword(member, below(pointer, member.getKey()), depth));
        }
    }

    private void keyword(Map.Entry<String, JsonNode> member, String pointer, int depth) {
        String keyword = member.getKey();
        JsonNode value = member.getValue();
        if (BY_NAME.contains(keyword) && value.isObject()) {
            value.entries().forEach(named -> schema(named.getValue(), below(pointer, named.getKey()), depth + 1));
            return;
        }
        if (VALUES.contains(keyword)) {
            return;
        }
        String text = value.isString() ? value.getStringValue() : null;
        switch (keyword) {
            case "$schema" -> require(DIALECT.equals(text), pointer, "must be " + DIALECT);
            // without references a check costs no more than schema times value
            case "$id", "$vocabulary", "$ref", "$dynamicRef", "$recursiveRef" ->
                add(pointer, "schema", "is not taken here; write the schema out");
            case "patternProperties" -> add(pointer, "schema", "is not taken here; use propertyNames with a pattern");
            case "pattern" -> require(text == null || isLinear(text), pointer, "must be a regular expression of RE2");
            default -> schema(value, pointer, depth + 1);
        }
    }

    private static boolean isLinear(String expression) {
        try {
            Pattern.compile(expression);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private void require(boolean holds, String pointer, String detail) {
        if (!holds) {
            add(pointer, "schema", detail);
        }
    }

    private void add(String pointer, String code, String detail) {
        if (errors.size() < 100) {
            errors.add(FieldError.at(pointer, code, detail));
        }
    }

    private static String below(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
