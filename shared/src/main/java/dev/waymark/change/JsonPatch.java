package dev.waymark.change;

import dev.waymark.json.Text;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies a JSON Patch (RFC 6902): `add`, `remove`, `replace`, `move`, `copy` and `test`, one after the
/// other, all or nothing.
///
/// What it costs is bounded by the sizes of document and patch: what `copy` adds counts, up to
/// [PatchedDocument#MAX_COPIED_NODES] values, and no result is nested deeper than a body may be.
public final class JsonPatch {
    private static final int MAX_SHOWN_CHARS = 200;

    private JsonPatch() {}

    /// The document that the patch makes of this one, which itself stays as it is.
    ///
    /// @throws ProblemException 422 with a pointer into the patch, at the first operation that cannot be
    ///     applied: `type`, `required`, `enum`, `pointer` for what is not a patch, `absent` for a place that is
    ///     not there, `index` for a place that no list has, `test` for a test that fails, `inside` for a value
    ///     moved into itself, `too_deep` and `size` for a result that would not fit
    public static JsonNode apply(JsonNode document, JsonNode patch) {
        if (!patch.isArray()) {
            throw problem("", "type", "a JSON Patch is a list of operations");
        }
        var patched = new PatchedDocument(document);
        int index = 0;
        for (JsonNode operation : patch.values()) {
            apply(patched, operation, "/" + index++);
        }
        return patched.frozen();
    }

    private static void apply(PatchedDocument document, JsonNode operation, String at) {
        if (!operation.isObject()) {
            throw problem(at, "type", "an operation is an object");
        }
        String word = text(operation, "op", at);
        Target path = target(operation, "path", at);
        switch (word) {
            case "add" -> document.add(path, document.checked(value(operation, at), path, 0));
            case "remove" -> document.remove(path);
            case "replace" -> document.replace(path, document.checked(value(operation, at), path, 0));
            case "move" -> document.move(target(operation, "from", at), path);
            case "copy" -> document.copy(target(operation, "from", at), path);
            case "test" -> test(document, path, value(operation, at));
            default -> throw problem(at + "/op", "enum", "must be one of add, remove, replace, move, copy, test");
        }
    }

    private static void test(PatchedDocument document, Target path, JsonNode expected) {
        if (!document.holds(path, expected)) {
            throw path.problem("test", "has another value");
        }
    }

    private static JsonNode value(JsonNode operation, String at) {
        JsonNode value = operation.get("value");
        if (value == null) {
            throw problem(at + "/value", "required", "must be given");
        }
        return value;
    }

    private static String text(JsonNode operation, String name, String at) {
        JsonNode value = operation.get(name);
        if (value == null) {
            throw problem(at + '/' + name, "required", "must be given");
        }
        if (!value.isString()) {
            throw problem(at + '/' + name, "type", "must be a string");
        }
        return value.getStringValue();
    }

    private static Target target(JsonNode operation, String name, String at) {
        List<String> tokens = Pointers.tokens(text(operation, name, at));
        if (tokens == null) {
            throw problem(at + '/' + name, "pointer", "must be a JSON Pointer: empty, or beginning with /");
        }
        return new Target(tokens, at + '/' + name);
    }

    /// A place that an operation names.
    ///
    /// @param operand where in the patch it is named
    record Target(List<String> tokens, String operand) {
        ProblemException problem(String code, String detail) {
            String place = Text.shortened(Text.withoutLoneSurrogates(Pointers.of(tokens)), MAX_SHOWN_CHARS);
            return JsonPatch.problem(operand, code, '"' + place + "\" " + detail);
        }

        boolean isInside(Target other) {
            return tokens.size() > other.tokens.size()
                    && tokens.subList(0, other.tokens.size()).equals(other.tokens);
        }

        @Nullable
        String last() {
            return tokens.isEmpty() ? null : tokens.getLast();
        }
    }

    private static ProblemException problem(String pointer, String code, String detail) {
        return ProblemException.invalid(FieldError.at(pointer, code, detail));
    }
}
