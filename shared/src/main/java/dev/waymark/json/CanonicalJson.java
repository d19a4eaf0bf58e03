package dev.waymark.json;

import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The one form in which equal JSON values are equal bytes: RFC 8785, except that integers are written
/// exactly, so that 2^53 and 2^53 + 1 stay different. Members are sorted by UTF-16 code units, doubles are
/// written as ECMAScript writes them, strings carry the fewest escapes. `StrictJson.read(write(x))` equals
/// `x` for every `x` that [StrictJson] has read.
public final class CanonicalJson {
    private CanonicalJson() {}

    /// The canonical form, in UTF-8, without any NUL byte.
    ///
    /// @throws IllegalArgumentException for what JSON cannot hold and [StrictJson] never reads: NaN,
    ///     infinities and lone surrogates
    public static byte[] write(JsonNode value) {
        JsonOutput output = new JsonOutput();
        write(value, output);
        return output.toByteArray();
    }

    /// Appends the canonical form to what was written before.
    public static void write(JsonNode value, JsonOutput output) {
        if (value.isString()) {
            output.string(value.getStringValue());
        } else if (value.isObject()) {
            object(value, output);
        } else if (value.isNumber()) {
            number(value.getNumberValue(), output);
        } else if (value.isArray()) {
            array(value, output);
        } else {
            output.ascii(value.isNull() ? "null" : Boolean.toString(value.getBooleanValue()));
        }
    }

    private static void object(JsonNode object, JsonOutput output) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.size());
        object.entries().forEach(members::add);
        members.sort(Map.Entry.comparingByKey());
        char before = '{';
        for (Map.Entry<String, JsonNode> member : members) {
            output.ascii(before).string(member.getKey()).ascii(':');
            write(member.getValue(), output);
            before = ',';
        }
        output.ascii(members.isEmpty() ? "{}" : "}");
    }

    private static void array(JsonNode array, JsonOutput output) {
        char before = '[';
        for (JsonNode element : array.values()) {
            output.ascii(before);
            write(element, output);
            before = ',';
        }
        output.ascii(before == '[' ? "[]" : "]");
    }

    private static void number(Number number, JsonOutput output) {
        switch (number) {
            case Long _, Integer _, Short _, Byte _ -> output.number(number.longValue());
            case BigInteger integer -> output.ascii(integer.toString());
            case BigDecimal decimal -> decimal(decimal, output);
            default -> output.number(number.doubleValue());
        }
    }

    /// A decimal that is an integer is exact; any other becomes the nearest double, as reading it would make it.
    private static void decimal(BigDecimal decimal, JsonOutput output) {
        BigDecimal stripped = decimal.stripTrailingZeros();
        if (stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= StrictJson.MAX_INTEGER_DIGITS) {
            output.ascii(stripped.toBigInteger().toString());
            return;
        }
        output.number(decimal.doubleValue());
    }
}
