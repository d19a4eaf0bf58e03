package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import io.micronaut.validation.validator.ValidatorConfiguration;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/// Reads request bodies into introspected records.
///
/// A member is named like its component, in snake_case. A component that is not `@Nullable` is required; for a
/// `@Nullable` one a JSON null is the same as no member, and [Change] tells the two apart. Nothing is
/// coerced: text is no number and no boolean, though a number such as `3.0` is an integer. Components are
/// text, numbers, booleans, UUIDs, instants (ISO-8601 with an offset, years 0001 to 9999, cut to
/// microseconds), enums (lower case), lists, sets, maps with text keys, records, and [JsonNode] for any
/// value. [Text], [Document], [JsonObject] and Jakarta constraints are obeyed, on components and on type
/// arguments.
///
/// Whatever is wrong is told at once, in one 422 with a JSON Pointer and a code for each place: `unknown`,
/// `required`, `type`, `format`, `enum`, `range`, `size`, `pattern`, `nul`, `too_deep`, or the name of
/// another constraint. A value that could not be read is not judged further. Safe for use by several threads.
@Singleton
public final class BodyReader {
    private final Readers readers;

    /// Takes the constraint validators and the clock that Micronaut validates with.
    public BodyReader(ValidatorConfiguration validation) {
        this.readers = new Readers(validation);
    }

    /// Reads an object.
    ///
    /// @throws io.micronaut.core.beans.exceptions.IntrospectionException for a type that is not introspected
    public <T> T read(JsonNode body, Class<T> type) {
        Violations violations = new Violations();
        Object read = readers.ofRecord(type).read(body, Pointer.ROOT, violations);
        if (read == null) {
            throw violations.problem();
        }
        return type.cast(read);
    }

    /// Reads an object, or an object with nothing but an array of 1 to `max` such objects under `wrapper`.
    public <T> OneOrMany<T> readOneOrMany(JsonNode body, String wrapper, Class<T> type, int max) {
        if (!body.isObject() || body.get(wrapper) == null) {
            return new OneOrMany<>(false, List.of(read(body, type)));
        }
        Violations violations = new Violations();
        body.entries().forEach(member -> {
            if (!member.getKey().equals(wrapper)) {
                violations.add(Pointer.ROOT.member(member.getKey()), "unknown", "no such field beside " + wrapper);
            }
        });
        List<T> items = items(body.get(wrapper), Pointer.ROOT.member(wrapper), type, max, violations);
        if (violations.count() > 0) {
            throw violations.problem();
        }
        return new OneOrMany<>(true, items);
    }

    private <T> List<T> items(JsonNode array, Pointer at, Class<T> type, int max, Violations violations) {
        if (!array.isArray()) {
            violations.add(at, "type", "must be an array");
            return List.of();
        }
        if (array.size() == 0 || array.size() > max) {
            violations.add(at, "size", "must have 1 to %d items".formatted(max));
            return List.of();
        }
        RecordReader reader = readers.ofRecord(type);
        List<T> items = new ArrayList<>(array.size());
        int position = 0;
        for (JsonNode element : array.values()) {
            Object item = reader.read(element, at.element(position++), violations);
            if (item != null) {
                items.add(type.cast(item));
            }
        }
        return items;
    }
}
