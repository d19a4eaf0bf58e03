package dev.waymark.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One pass from tokens to a tree. Recursion is bounded by the depth limit; pointers are made for errors only.
final class TreeBuilder {
    private static final int MAX_DEPTH = StrictJson.MAX_DOCUMENT_DEPTH + StrictJson.MAX_ENVELOPE_DEPTH;
    private static final int MAX_POINTER_CHARS = 2_000;

    /// An integer of so many characters, its sign included, always fits a long.
    private static final int LONG_CHARS = 18;

    private final JsonParser parser;
    private final List<FieldError> errors = new ArrayList<>();

    TreeBuilder(JsonParser parser) {
        this.parser = parser;
    }

    JsonNode read() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw ProblemException.of(ProblemType.UNREADABLE_BODY, "The body is empty");
        }
        JsonNode root = value(first, 0);
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "There is more text after the value");
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return root;
    }

    private JsonNode value(@Nullable JsonToken token, int depth) throws IOException {
        return switch (token) {
            case VALUE_STRING -> JsonNode.createStringNode(checked(parser.getText(), parser.getParsingContext()));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> fraction();
            case VALUE_TRUE -> JsonNode.createBooleanNode(true);
            case VALUE_FALSE -> JsonNode.createBooleanNode(false);
            case VALUE_NULL -> JsonNode.nullNode();
            case START_OBJECT -> object(depth + 1);
            case START_ARRAY -> array(depth + 1);
            case null, default -> throw new JsonParseException(parser, "A value is expected");
        };
    }

    private JsonNode object(int depth) throws IOException {
        refuseTooDeep(depth);
        Map<String, JsonNode> members = new LinkedHashMap<>();
        String name = parser.nextFieldName();
        while (name != null) {
            checked(name, parser.getParsingContext());
            if (members.put(name, value(parser.nextToken(), depth)) != null) {
                report(parser.getParsingContext(), "duplicate", "the same name occurs twice in one object");
            }
            name = parser.nextFieldName();
        }
        return JsonNode.createObjectNode(members);
    }

    private JsonNode array(int depth) throws IOException {
        refuseTooDeep(depth);
        List<JsonNode> elements = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            elements.add(value(token, depth));
            token = parser.nextToken();
        }
        return JsonNode.createArrayNode(elements);
    }

    private JsonNode integer() throws IOException {
        int chars = parser.getTextLength();
        if (chars <= LONG_CHARS) {
            return JsonNode.createNumberNode(parser.getLongValue());
        }
        if (chars > StrictJson.MAX_INTEGER_DIGITS) {
            report(
                    parser.getParsingContext(),
                    "number_range",
                    "an integer has at most %d digits".formatted(StrictJson.MAX_INTEGER_DIGITS));
            return JsonNode.nullNode();
        }
        return integer(parser.getBigIntegerValue());
    }

    private static JsonNode integer(BigInteger value) {
        return value.bitLength() < Long.SIZE
                ? JsonNode.createNumberNode(value.longValue())
                : JsonNode.createNumberNode(value);
    }

    private JsonNode fraction() throws IOException {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
            report(parser.getParsingContext(), "number_range", "the number is beyond the range of a double");
            return JsonNode.nullNode();
        }
        if (!EcmaScriptNumber.isWrittenAsInteger(value)) {
            return JsonNode.createNumberNode(value);
        }
        return integer(new BigInteger(EcmaScriptNumber.format(value)));
    }

    private String checked(String text, JsonStreamContext at) {
        if (Text.hasLoneSurrogate(text)) {
            report(at, "lone_surrogate", "half of a surrogate pair is not a character");
        }
        return text;
    }

    /// Ends reading at once: what lies deeper is not worth the memory.
    private void refuseTooDeep(int depth) {
        if (depth <= MAX_DEPTH) {
            return;
        }
        report(parser.getParsingContext().getParent(), "too_deep", "nested deeper than %d levels".formatted(MAX_DEPTH));
        throw ProblemException.invalid(errors);
    }

    private void report(JsonStreamContext at, String code, String detail) {
        String pointer = Text.withoutLoneSurrogates(at.pathAsPointer().toString());
        errors.add(FieldError.at(Text.shortened(pointer, MAX_POINTER_CHARS), code, detail));
        if (errors.size() == StrictJson.MAX_ERRORS) {
            throw ProblemException.invalid(errors);
        }
    }
}
