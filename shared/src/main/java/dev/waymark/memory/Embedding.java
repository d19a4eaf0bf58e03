package dev.waymark.memory;

import dev.waymark.problem.FieldError;
import io.micronaut.json.tree.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an embedding must be: 1 to 4,000 numbers that single precision can hold, not all of them
/// zero. How many the
/// tenant wants is the database's to say.
public final class Embedding {
    /// The most numbers that an embedding may have.
    public static final int MAX_DIMENSIONS = 4_000;

    private Embedding() {}

    /// Reads an embedding; adds what is wrong to the errors, and answers null then.
    ///
    /// @param at where it stands in the body
    public static float @Nullable [] read(JsonNode array, String at, List<FieldError> errors) {
        if (!array.isArray()) {
            errors.add(FieldError.at(at, "type", "must be an array of numbers"));
            return null;
        }
        if (array.size() == 0 || array.size() > MAX_DIMENSIONS) {
            errors.add(FieldError.at(at, "size", "must have 1 to %d numbers".formatted(MAX_DIMENSIONS)));
            return null;
        }
        var numbers = new float[array.size()];
        int before = errors.size();
        int place = 0;
        for (JsonNode element : array.values()) {
            numbers[place] = number(element, at + "/" + place, errors);
            place++;
        }
        if (errors.size() > before) {
            return null;
        }
        if (isZero(numbers)) {
            errors.add(FieldError.at(at, "zero", "must not be all zeros: nothing is near to that"));
            return null;
        }
        return numbers;
    }

    /// The embedding as PostgreSQL reads an array.
    public static String arrayLiteral(float[] numbers) {
        var text = new StringBuilder(numbers.length * 12).append('{');
        for (float number : numbers) {
            text.append(text.length() == 1 ? "" : ",").append(number);
        }
        return text.append('}').toString();
    }

    private static float number(JsonNode element, String at, List<FieldError> errors) {
        if (!element.isNumber()) {
            errors.add(FieldError.at(at, "type", "must be a number"));
            return 0;
        }
        float number = element.getNumberValue().floatValue();
        if (!Float.isFinite(number)) {
            errors.add(FieldError.at(at, "range", "must be within the range of single precision"));
            return 0;
        }
        return number;
    }

    private static boolean isZero(float[] numbers) {
        for (float number : numbers) {
            if (number != 0) {
                return false;
            }
        }
        return true;
    }
}
