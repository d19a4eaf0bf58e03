package dev.waymark.contexttemplate;

import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands for each variable in one rendering.
///
/// @param texts by name, one for every variable of the template
record VariableValues(Map<String, String> texts) {

    /// Fits the given values to the variables.
    ///
    /// @throws ProblemException 422 with all that is wrong: required variables without a
    ///     value, values of variables that the template does not have, values that are not of
    ///     their type
    static VariableValues of(Map<String, TemplateVariable> variables, JsonNode given) {
        List<FieldError> errors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> value : given.entries()) {
            if (!variables.containsKey(value.getKey())) {
                errors.add(FieldError.at(pointer(value.getKey()), "unknown", "the template has no such variable"));
            }
        }
        Map<String, String> texts = new HashMap<>();
        variables.forEach((name, variable) -> {
            JsonNode value = valueOf(variable, given.get(name));
            String flaw = value == null ? null : variable.typeOrDefault().flawOf(value);
            if (value == null && variable.isRequired()) {
                errors.add(FieldError.at(pointer(name), "required", "the template needs a value"));
            } else if (flaw != null) {
                errors.add(FieldError.at(pointer(name), "type", flaw));
            } else {
                texts.put(name, value == null ? "" : variable.typeOrDefault().text(value));
            }
        });
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(
                    errors.stream().limit(StrictJson.MAX_ERRORS).toList());
        }
        return new VariableValues(texts);
    }

    /// Null is no value, but of the type that knows null.
    private static @Nullable JsonNode valueOf(TemplateVariable variable, @Nullable JsonNode given) {
        boolean absent = given == null || (given.isNull() && variable.typeOrDefault() != VariableType.JSON);
        return absent ? variable.defaultValue() : given;
    }

    private static String pointer(String variable) {
        String name = dev.waymark.json.Text.shortened(variable, 1_000);
        return "/variables/" + name.replace("~", "~0").replace("/", "~1");
    }

    /// How many UTF-16 units the text would have, without making it.
    long lengthOf(TemplateText text) {
        return text.parts().stream().mapToLong(part -> textOf(part).length()).sum();
    }

    /// The text with the values in it. Values are not read as templates.
    String filled(TemplateText text) {
        StringBuilder filled = new StringBuilder();
        text.parts().forEach(part -> filled.append(textOf(part)));
        return filled.toString();
    }

    private String textOf(TemplateText.Part part) {
        return switch (part) {
            case TemplateText.Literal literal -> literal.text();
            case TemplateText.Placeholder placeholder -> texts.getOrDefault(placeholder.variable(), "");
        };
    }
}
