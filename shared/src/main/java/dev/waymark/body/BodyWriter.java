package dev.waymark.body;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.JsonOutput;
import dev.waymark.json.RawJson;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes answers as JSON in UTF-8. Takes introspected records (names in snake_case, components in order,
/// [OmitNull] and [Hidden] obeyed), [Page], collections, maps with text keys, text, numbers (decimals plain,
/// doubles as RFC 8785 has them), booleans, UUIDs, enums (lower case), instants (UTC with six fraction
/// digits), [JsonNode] in its own member order, [RawJson] untouched, and null. Safe for use by several
/// threads.
@Singleton
public final class BodyWriter {
    private static final DateTimeFormatter MICROSECONDS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    // What a type looks like never changes, so a plan made twice by two threads is the same plan.
    private final Map<Class<?>, WrittenRecord> records = new ConcurrentHashMap<>();

    /// Writes the whole value.
    ///
    /// @throws IllegalArgumentException for what JSON or UTF-8 cannot hold: NaN, infinities, lone surrogates
    /// @throws io.micronaut.core.beans.exceptions.IntrospectionException for an object of any other type
    public byte[] write(@Nullable Object value) {
        JsonOutput output = new JsonOutput();
        value(value, output);
        return output.toByteArray();
    }

    /// Writes a record, or each item of a [Page], with these members only.
    ///
    /// Raises a 422 with one `unknown` error of the parameter `fields` for each name that the record does not
    /// have. An empty page has no record to ask, so there every name will do.
    public byte[] write(@Nullable Object value, Set<String> fields) {
        JsonOutput output = new JsonOutput();
        if (value instanceof Page<?> page) {
            page(page, output, item -> narrowed(item, fields, output));
        } else {
            narrowed(value, fields, output);
        }
        return output.toByteArray();
    }

    private void narrowed(@Nullable Object value, Set<String> fields, JsonOutput output) {
        if (value instanceof Record record && !(record instanceof RawJson)) {
            members(record, shapeOf(record).narrowedTo(fields), output);
            return;
        }
        value(value, output);
    }

    private void value(@Nullable Object value, JsonOutput output) {
        switch (value) {
            case null -> output.ascii("null");
            case String text -> output.string(text);
            case Boolean truth -> output.ascii(truth.toString());
            case Number number -> number(number, output);
            case UUID id -> output.ascii('"').ascii(id.toString()).ascii('"');
            case Instant instant ->
                output.ascii('"').ascii(MICROSECONDS.format(instant)).ascii('"');
            case Enum<?> constant -> output.string(JsonName.ofConstant(constant));
            case RawJson raw -> output.raw(raw.utf8());
            case JsonNode node -> node(node, output);
            case Collection<?> elements -> elements(elements, output, element -> value(element, output));
            case Map<?, ?> map -> entries(map, output);
            case Page<?> page -> page(page, output, item -> value(item, output));
            default -> members(value, shapeOf(value), output);
        }
    }

    private static void number(Number number, JsonOutput output) {
        switch (number) {
            case Long _, Integer _, Short _, Byte _ -> output.number(number.longValue());
            case BigDecimal decimal -> output.ascii(decimal.toPlainString());
            case BigInteger integer -> output.ascii(integer.toString());
            default -> output.number(number.doubleValue());
        }
    }

    private void page(Page<?> page, JsonOutput output, Consumer<@Nullable Object> item) {
        output.ascii("{\"items\":");
        elements(page.items(), output, item);
        output.ascii(",\"next_cursor\":");
        value(page.nextCursor(), output);
        output.ascii('}');
    }

    private static void elements(Collection<?> elements, JsonOutput output, Consumer<@Nullable Object> writer) {
        char before = '[';
        for (Object element : elements) {
            output.ascii(before);
            writer.accept(element);
            before = ',';
        }
        output.ascii(before == '[' ? "[]" : "]");
    }

    private void entries(Map<?, ?> map, JsonOutput output) {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            output.ascii(before).string((String) entry.getKey()).ascii(':');
            value(entry.getValue(), output);
            before = ',';
        }
        output.ascii(before == '{' ? "{}" : "}");
    }

    private void members(Object record, WrittenRecord shape, JsonOutput output) {
        char before = '{';
        for (WrittenRecord.Member member : shape.members()) {
            Object value = member.of(record);
            if (value == null && member.omitsNull()) {
                continue;
            }
            output.ascii(before).string(member.name()).ascii(':');
            value(value, output);
            before = ',';
        }
        output.ascii(before == '{' ? "{}" : "}");
    }

    private static void node(JsonNode node, JsonOutput output) {
        if (node.isObject()) {
            char before = '{';
            for (Map.Entry<String, JsonNode> member : node.entries()) {
                output.ascii(before).string(member.getKey()).ascii(':');
                node(member.getValue(), output);
                before = ',';
            }
            output.ascii(before == '{' ? "{}" : "}");
            return;
        }
        if (node.isArray()) {
            char before = '[';
            for (JsonNode element : node.values()) {
                output.ascii(before);
                node(element, output);
                before = ',';
            }
            output.ascii(before == '[' ? "[]" : "]");
            return;
        }
        CanonicalJson.write(node, output);
    }

    private WrittenRecord shapeOf(Object record) {
        Class<?> type = record.getClass();
        WrittenRecord known = records.get(type);
        return known != null ? known : records.computeIfAbsent(type, WrittenRecord::of);
    }
}
