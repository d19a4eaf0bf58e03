package dev.waymark.json;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.util.regex.Pattern;

/// Reads JSON so that nothing is lost, guessed or repaired: what is read can be written again as the same value.
///
/// Member order is kept. Integers are exact: a `Long` node, beyond its range a `BigInteger` node of at most
/// [#MAX_INTEGER_DIGITS] digits. Other numbers are `Double` nodes, except that a fraction or exponent that
/// denotes an integer below 1e21 (`1.0`, `-0.0`, `2e3`) gives the integer that [CanonicalJson] writes for it;
/// so equal canonical bytes always mean equal trees.
///
/// What cannot be read is a 400 that names line and column: malformed JSON, text after the value, an empty
/// body, bytes that are not UTF-8 (a byte order mark included). What can be read but not kept is a 422 with
/// one error per place: `lone_surrogate`, `duplicate` (member name), `number_range`, `too_deep`; the first
/// [#MAX_ERRORS] of them.
public final class StrictJson {
    /// How many levels of arrays and objects a document value may have.
    public static final int MAX_DOCUMENT_DEPTH = 512;

    /// How many more levels the body around a document value may have.
    public static final int MAX_ENVELOPE_DEPTH = 16;

    /// The length of an integer beyond which it is `number_range`: parsing digits costs more than linear time.
    public static final int MAX_INTEGER_DIGITS = 1_000;

    /// How many errors one answer lists.
    public static final int MAX_ERRORS = 100;

    /// What Jackson adds about where an array or object began, in words meant for its own users.
    private static final Pattern INTERNAL_LOCATION = Pattern.compile(" \\(start marker at \\[Source.*?]\\)");

    /// What Jackson says of a member name that has half of a surrogate pair: it does not hand out such a name.
    private static final String BROKEN_NAME = "surrogate";

    private static final int MAX_DETAIL_CHARS = 300;

    // Jackson's own limits answer with its own exceptions; the limits here are checked by the tree builder
    // instead.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .errorReportConfiguration(ErrorReportConfiguration.builder()
                    .maxErrorTokenLength(40)
                    .maxRawContentLength(0)
                    .build())
            .build();

    private StrictJson() {}

    /// Reads UTF-8 text; the array is not kept.
    public static JsonNode read(byte[] utf8) {
        Utf8.check(utf8);
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            return new TreeBuilder(parser).read();
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    /// Reads text that has been decoded already.
    public static JsonNode read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new TreeBuilder(parser).read();
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    private static ProblemException unreadable(JsonProcessingException e) {
        if (e.getOriginalMessage().contains(BROKEN_NAME) && e.getProcessor() instanceof JsonParser parser) {
            return ProblemException.invalid(FieldError.at(
                    parser.getParsingContext().pathAsPointer().toString(),
                    "lone_surrogate",
                    "half of a surrogate pair is not a character"));
        }
        String reason = Text.shortened(
                Text.withoutLoneSurrogates(
                        INTERNAL_LOCATION.matcher(e.getOriginalMessage()).replaceAll("")),
                MAX_DETAIL_CHARS);
        if (e.getLocation() == null) {
            return ProblemException.of(ProblemType.UNREADABLE_BODY, reason);
        }
        return ProblemException.of(
                ProblemType.UNREADABLE_BODY,
                "Line %d, column %d: %s"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr(), reason));
    }
}
