package dev.waymark.metadata;

import dev.waymark.json.StrictJson;
import dev.waymark.json.Text;
import dev.waymark.problem.FieldError;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One filter: where in the metadata, and the values that will do.
///
/// @param parameter as the client wrote it
record Wanted(String parameter, List<String> path, List<JsonNode> values) {
    private static final int MAX_DEPTH = 16;

    /// Numbers that both sides hold exactly; longer ones are found as text alone.
    private static final Pattern OTHER_THAN_TEXT =
            Pattern.compile("true|false|null|-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,2})?");

    static @Nullable Wanted of(String parameter, String value, List<FieldError> errors) {
        if ((parameter + value).indexOf('\u0000') >= 0) {
            errors.add(FieldError.of(shown(parameter), "nul", "must not have U+0000"));
            return null;
        }
        if (Text.hasLoneSurrogate(parameter) || Text.hasLoneSurrogate(value)) {
            errors.add(
                    FieldError.of(shown(parameter), "lone_surrogate", "half of a surrogate pair is not a character"));
            return null;
        }
        List<String> path = names(parameter.substring(MetadataFilter.PREFIX.length()));
        if (path.contains("")) {
            errors.add(FieldError.of(parameter, "format", "must name a member of the metadata, such as metadata.a.b"));
            return null;
        }
        if (path.size() > MAX_DEPTH) {
            errors.add(FieldError.of(parameter, "too_deep", "must have at most %d names".formatted(MAX_DEPTH)));
            return null;
        }
        return new Wanted(parameter, path, values(value));
    }

    /// Whether no metadata could pass both: the one wants a value where the other wants an object.
    boolean excludes(Wanted other) {
        List<String> shorter = path.size() < other.path.size() ? path : other.path;
        List<String> longer = shorter.equals(path) ? other.path : path;
        return longer.subList(0, shorter.size()).equals(shorter);
    }

    private static List<JsonNode> values(String text) {
        JsonNode string = JsonNode.createStringNode(text);
        return OTHER_THAN_TEXT.matcher(text).matches() ? List.of(string, StrictJson.read(text)) : List.of(string);
    }

    private static List<String> names(String dotted) {
        var names = new ArrayList<String>();
        var name = new StringBuilder();
        for (int i = 0; i < dotted.length(); i++) {
            char c = dotted.charAt(i);
            if (c == '.') {
                names.add(name.toString());
                name.setLength(0);
                continue;
            }
            boolean escapes = c == '\\' && i + 1 < dotted.length() && "\\.".indexOf(dotted.charAt(i + 1)) >= 0;
            name.append(escapes ? dotted.charAt(++i) : c);
        }
        names.add(name.toString());
        return names;
    }

    private static String shown(String parameter) {
        return Text.withoutLoneSurrogates(parameter.replace('\u0000', '\uFFFD'));
    }
}
