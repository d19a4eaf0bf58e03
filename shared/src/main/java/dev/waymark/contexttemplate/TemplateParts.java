package dev.waymark.contexttemplate;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.Valid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a template is made of, complete: every variable that a text names is there, and nothing
/// has to be defaulted.
@Introspected
public record TemplateParts(
        @Valid List<@Valid TemplateSegment> segments, @Valid Map<String, @Valid TemplateVariable> variables) {

    /// Checks and completes what was asked for.
    ///
    /// @throws ProblemException 422 with all that is wrong: segments of the same name, texts
    ///     with broken placeholders, names that no placeholder could have, defaults that do not
    ///     fit their type
    static TemplateParts of(List<TemplateSegment> segments, Map<String, TemplateVariable> variables) {
        List<FieldError> errors = new ArrayList<>();
        Map<String, TemplateVariable> known = new LinkedHashMap<>();
        variables.forEach((name, variable) -> {
            checkVariable(name, variable, errors);
            known.put(name, variable.complete());
        });
        Set<String> names = new HashSet<>();
        for (int i = 0; i < segments.size(); i++) {
            TemplateSegment segment = segments.get(i);
            String at = "/segments/" + i;
            if (!names.add(segment.name())) {
                errors.add(FieldError.at(at + "/name", "unique", "is the name of a segment before it"));
            }
            TemplateText text = TemplateText.of(segment.text());
            text.flaws().forEach(flaw -> errors.add(FieldError.at(at + "/text", "placeholder", flaw)));
            text.variables().forEach(name -> known.putIfAbsent(name, TemplateVariable.UNDECLARED));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors.stream().limit(100).toList());
        }
        return new TemplateParts(
                segments.stream().map(TemplateSegment::complete).toList(), known);
    }

    private static void checkVariable(String name, TemplateVariable variable, List<FieldError> errors) {
        String at = "/variables/" + name.replace("~", "~0").replace("/", "~1");
        if (!TemplateText.NAME.matcher(name).matches()) {
            errors.add(FieldError.at(
                    at, "pattern", "a name is a letter or _, then letters, digits and _, 100 of them at most"));
        }
        if (variable.defaultValue() == null) {
            return;
        }
        String flaw = variable.typeOrDefault().flawOf(variable.defaultValue());
        if (flaw != null) {
            errors.add(FieldError.at(at + "/default_value", "type", flaw));
        }
        if (variable.isRequired()) {
            errors.add(FieldError.at(at + "/default_value", "conflict", "a variable that is required has no default"));
        }
    }

    /// All texts with their placeholders as they stand.
    String plain(String separator) {
        return segments.stream().map(TemplateSegment::text).collect(Collectors.joining(separator));
    }
}
