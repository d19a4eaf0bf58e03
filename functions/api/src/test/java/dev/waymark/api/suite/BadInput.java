package dev.waymark.api.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Functions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// One request that is wrong in one way, or odd and yet allowed.
///
/// @param statuses what it may be answered with
/// @param body what is sent; read when the request is sent, because bodies may be large
record BadInput(
        String name,
        Sample sample,
        List<Integer> statuses,
        Function<Ledger, String> path,
        Function<Ledger, byte[]> body,
        List<String> headers) {
    private static final int LIMIT_SENT = 4 * 1024 * 1024;
    private static final int LIMIT_UNPACKED = 50 * 1024 * 1024;
    /// Bad or legal, as the field decides; never a 5xx.
    private static final List<Integer> ANY = List.of(200, 201, 204, 400, 403, 404, 409, 412, 413, 422, 428);

    private static final Map<String, String> ODD_TEXTS = Map.ofEntries(
            Map.entry("empty", ""),
            Map.entry("blank", "   "),
            Map.entry("a quote", "x'; drop table commands; --"),
            Map.entry("a double quote", "\"; select 1; --"),
            Map.entry("SQL", "' or 1=1 --"),
            Map.entry("a placeholder", "? :body $1 %s {0} ${x} #{x}"),
            Map.entry("a like pattern", "%_\\"),
            Map.entry("jsonpath", "$.* ? (@ like_regex \".*\") $[*]"),
            Map.entry("an array literal", "{a,\"b\",NULL}"),
            Map.entry("emoji", "😀👩‍👩‍👧"),
            Map.entry("right to left", "\u202Eabc\u0627\u0644"),
            Map.entry("combining", "e\u0301\u0323"),
            Map.entry("not a character", "\uFFFE\uFFFF"),
            Map.entry("a byte order mark", "\uFEFFx"),
            Map.entry("the escape of U+0000", "\u0010" + "0\u0010"),
            Map.entry("controls", "\u0001\u001F\u007F\u0085"),
            Map.entry("line breaks", "a\r\nb\u2028c"));
    private static final Map<String, String> NUMBERS = Map.of(
            "-1", "-1",
            "2^31", "2147483648",
            "2^63-1", "9223372036854775807",
            "2^63", "9223372036854775808",
            "-2^63-1", "-9223372036854775809",
            "a fraction", "0.5",
            "1e308", "1e308",
            "1e400", "1e400",
            "-1e400", "-1e400",
            "many digits", "1" + "0".repeat(1_500));
    private static final List<String> OTHER_TYPES = List.of("1", "true", "\"x\"", "[]", "{}", "[1]", "{\"zzz\": 1}");

    static List<BadInput> all(Sample sample, Ledger shape) {
        List<BadInput> inputs = new ArrayList<>();
        paths(sample).forEach(inputs::add);
        query(sample).forEach(inputs::add);
        headers(sample).forEach(inputs::add);
        if (sample.json() != null) {
            bodies(sample).forEach(inputs::add);
            encodings(sample).forEach(inputs::add);
            fields(sample, "", sample.bodyOn(shape)).forEach(inputs::add);
        }
        return inputs;
    }

    /// What unpacks to more than may be sent; packed once.
    private static final class Bomb {
        static final byte[] PACKED = gzip(spaces(LIMIT_UNPACKED + 1));
    }

    /// Whether some reading of it is none too bad to be taken.
    boolean mayBeTaken() {
        return statuses.stream().anyMatch(status -> status < 400);
    }

    Functions.Answer send(Functions functions, Ledger ledger) {
        byte[] sent = sample.json() == null ? null : body.apply(ledger);
        String[] all =
                Stream.concat(Arrays.stream(sample.headers()), headers.stream()).toArray(String[]::new);
        return sample.callerOf(functions, ledger).send(sample.method(), path.apply(ledger), sent, all);
    }

    private static Stream<BadInput> paths(Sample sample) {
        if (!sample.path().contains("{")) {
            return Stream.empty();
        }
        Stream<String> names = Stream.concat(
                ODD_TEXTS.values().stream().filter(text -> !text.isEmpty()),
                Stream.of(
                        "x".repeat(1_001),
                        "ä".repeat(501),
                        "~",
                        "~!",
                        "~AA",
                        "~gICA",
                        "~" + "QQ".repeat(800),
                        "..",
                        ".",
                        "a/b",
                        "\0",
                        "S0",
                        "-1",
                        "1-1-1-1-1",
                        "00000000-0000-0000-0000-00000000000g"));
        return names.map(name -> new BadInput(
                "path " + shown(name),
                sample,
                ANY,
                ledger -> path(sample, ledger)
                        .replaceFirst(
                                "(/v1/[a-z-]+/)[^/?]+", "$1" + encoded(name).replace("\\", "\\\\")),
                BadInput::none,
                List.of()));
    }

    private static Stream<BadInput> query(Sample sample) {
        Stream<BadInput> unknown = Stream.of(with(sample, "unknown query parameter", List.of(422), "zzz", "1"));
        Stream<BadInput> values = sample.query().keySet().stream()
                .flatMap(name -> Stream.concat(
                                ODD_TEXTS.values().stream(),
                                Stream.of(
                                        "\0",
                                        "0",
                                        "-1",
                                        "501",
                                        "99999999999999999999",
                                        "1e400",
                                        "NaN",
                                        "true",
                                        "x".repeat(2_000),
                                        "2026-13-01T00:00:00Z",
                                        "+999999999-12-31T23:59:59Z",
                                        "-999999999-01-01T00:00:00Z",
                                        "MQ",
                                        "MS4y",
                                        "LS0uLQ",
                                        "OTk5OTk5OTk5OTk5OTk5OTk5OS54"))
                        .map(value -> with(sample, "query " + name + "=" + shown(value), ANY, name, value)));
        Stream<BadInput> cursors = sample.query().containsKey("cursor")
                ? Stream.of("!", "AAAA", "MQ", "LjEuMi4z")
                        .map(cursor -> with(sample, "cursor " + cursor, List.of(422), "cursor", cursor))
                : Stream.empty();
        Stream<BadInput> limits = sample.query().containsKey("limit")
                ? Stream.of("0", "501", "-1", "x", "2147483648", "1.5", "")
                        .map(limit -> with(sample, "limit " + limit, List.of(422), "limit", limit))
                : Stream.empty();
        return Stream.of(unknown, values, cursors, limits).flatMap(all -> all);
    }

    private static BadInput with(Sample sample, String name, List<Integer> statuses, String parameter, String value) {
        return new BadInput(
                name,
                sample,
                statuses,
                ledger -> {
                    String path = Sample.isNeeded(parameter) ? sample.pathOn(ledger) : path(sample, ledger);
                    return path + (path.contains("?") ? "&" : "?") + encoded(parameter) + "=" + encoded(value);
                },
                ledger -> good(sample, ledger),
                List.of());
    }

    private static Stream<BadInput> headers(Sample sample) {
        List<BadInput> inputs = new ArrayList<>();
        if (sample.versioned()) {
            for (String version : List.of("", "x", "\"x\"", "W/\"1\"", "-1", "\"99999999999999999999\"", "1, 2", "'")) {
                inputs.add(good(sample, "If-Match " + version, List.of(422), "If-Match", version));
            }
            inputs.add(good(sample, "stale If-Match", List.of(412), "If-Match", "\"999999\""));
        }
        if (sample.method().equals("POST")) {
            inputs.add(good(sample, "empty Idempotency-Key", List.of(422), "Idempotency-Key", ""));
            inputs.add(good(sample, "long Idempotency-Key", List.of(422), "Idempotency-Key", "k".repeat(256)));
            inputs.add(good(sample, "odd Idempotency-Key", List.of(200, 201), "Idempotency-Key", "' \u0000 😀"));
        }
        if (sample.json() != null) {
            for (String type :
                    List.of("text/plain", "application/xml", "multipart/form-data; boundary=x", "json", "", ";")) {
                inputs.add(good(sample, "Content-Type " + type, List.of(415), "Content-Type", type));
            }
        }
        return inputs.stream();
    }

    private static Stream<BadInput> bodies(Sample sample) {
        List<BadInput> inputs = new ArrayList<>();
        for (String text : List.of(
                "",
                " ",
                "{",
                "}",
                "{\"a\":}",
                "{'a': 1}",
                "{\"a\": 1,}",
                "nul",
                "{} {}",
                "\u0000",
                "{\"a\": \"\u0001\"}",
                "[",
                "NaN",
                "01",
                "\"x",
                "\uFEFF{}")) {
            boolean none = text.isEmpty() && sample.bodyMayBeEmpty();
            inputs.add(sent(sample, "unreadable " + shown(text), none ? ANY : List.of(400), text));
        }
        for (String text : List.of("null", "1", "\"x\"", "true", "[]", "[{}]", "1e400")) {
            inputs.add(sent(sample, "top level " + text, List.of(422), text));
        }
        inputs.add(new BadInput(
                "not UTF-8",
                sample,
                List.of(400),
                ledger -> path(sample, ledger),
                ledger -> new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'},
                List.of()));
        inputs.add(new BadInput(
                "over 4 MiB",
                sample,
                List.of(413),
                ledger -> path(sample, ledger),
                ledger -> spaces(LIMIT_SENT + 1),
                List.of()));
        inputs.add(sent(sample, "far too deep", List.of(422), "[".repeat(10_000) + "]".repeat(10_000)));
        inputs.add(sent(sample, "too deep and cut off", List.of(400, 422), "{\"a\":".repeat(100_000)));
        inputs.add(edited(sample, "unknown field", List.of(422), body -> body.put("zzz", 1)));
        inputs.add(edited(sample, "unknown field with U+0000", List.of(422), body -> body.put("z\0z", 1)));
        inputs.add(edited(
                sample, "unknown field like SQL", List.of(422), body -> body.put("'; drop table commands; --", 1)));
        inputs.add(changed(
                sample,
                "lone surrogate in a name",
                List.of(400, 422),
                body -> body.replaceFirst("\\{", "{\"\\\\ud800\": 1,")));
        inputs.add(changed(
                sample,
                "field named twice",
                List.of(422),
                body -> body.replaceFirst("\\{", "{\"id\": 1, \"id\": 2,").replaceFirst(",}$", "}")));
        return inputs.stream();
    }

    private static Stream<BadInput> encodings(Sample sample) {
        byte[] packed = gzip("{}".getBytes(StandardCharsets.UTF_8));
        return Stream.of(
                packed(sample, "broken gzip", List.of(400), () -> "{}".getBytes(StandardCharsets.UTF_8), "gzip"),
                packed(sample, "cut gzip", List.of(400), () -> Arrays.copyOf(packed, packed.length - 6), "gzip"),
                packed(sample, "empty gzip", List.of(400), () -> new byte[0], "gzip"),
                packed(sample, "unknown encoding", List.of(415), () -> packed, "br"),
                packed(sample, "two encodings", List.of(415), () -> packed, "gzip, gzip"),
                packed(sample, "gzip bomb", List.of(413), () -> Bomb.PACKED, "gzip"));
    }

    private static Stream<BadInput> fields(Sample sample, String pointer, JsonNode value) {
        List<BadInput> inputs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String at = pointer + "/" + member.getKey();
            inputs.addAll(values(sample, at, member.getValue()));
            inputs.add(edited(
                    sample, at + " missing", ANY, body -> parent(body, at).remove(member.getKey())));
            if (member.getValue().isObject()
                    && List.of("token_usage", "before", "after", "baseline", "sections")
                            .contains(member.getKey())) {
                fields(sample, at, member.getValue()).forEach(inputs::add);
                inputs.add(edited(
                        sample,
                        at + " with an unknown field",
                        List.of(422),
                        body -> ((ObjectNode) body.at(at)).put("zzz", 1)));
            }
        }
        return inputs.stream();
    }

    private static List<BadInput> values(Sample sample, String at, JsonNode good) {
        List<BadInput> inputs = new ArrayList<>();
        boolean free =
                at.matches("/(before|after|baseline|sections)/.*|/result|/value|/detail|/snapshot|/last_tool_result")
                        || (at.equals("/content") && sample.route().endsWith("/context-items"));
        for (String other : OTHER_TYPES) {
            boolean refused = !free && !sameKind(good, other);
            inputs.add(replaced(sample, at + " = " + other, refused ? List.of(422) : ANY, at, other));
        }
        inputs.add(replaced(sample, at + " = null", ANY, at, "null"));
        NUMBERS.entrySet().stream()
                .filter(number -> good.isNumber() || number.getKey().equals("1e400"))
                .forEach(number ->
                        inputs.add(replaced(sample, at + " = " + number.getKey(), ANY, at, number.getValue())));
        ODD_TEXTS.entrySet().stream()
                .filter(text -> good.isTextual() || text.getKey().equals("SQL"))
                .forEach(text ->
                        inputs.add(replaced(sample, at + " = " + text.getKey(), ANY, at, quoted(text.getValue()))));
        inputs.add(replaced(sample, at + " = lone surrogate", List.of(422), at, "\"\\ud800\""));
        inputs.add(replaced(sample, at + " = U+0000", ANY, at, "\"a\\u0000b\""));
        inputs.add(replaced(sample, at + " = too long", ANY, at, "\"" + "x".repeat(1024 * 1024 + 1) + "\""));
        inputs.add(replaced(sample, at + " = 1,001 bytes", ANY, at, "\"" + "ä".repeat(500) + "x\""));
        // small free-form JSON is bounded by its size instead
        boolean small = List.of("/metadata", "/settings", "/resource_usage", "/expected_impact", "/context", "/audit")
                .contains(at);
        inputs.add(replaced(
                sample,
                at + " = too deep",
                small ? ANY : List.of(422),
                at,
                "{\"a\":".repeat(513) + "1" + "}".repeat(513)));
        inputs.add(replaced(sample, at + " = U+0000 inside", ANY, at, "{\"a\": [{\"b\\u0000\": \"\\u0000\"}]}"));
        if (small) {
            inputs.add(replaced(sample, at + " with U+0000 in a name", List.of(422), at, "{\"a\\u0000\": 1}"));
            inputs.add(replaced(
                    sample, at + " with U+0000 in a value", List.of(422), at, "{\"a\": [{\"b\": \"\\u0000\"}]}"));
            inputs.add(
                    replaced(sample, at + " over 64 KiB", List.of(422), at, "{\"a\": \"" + "x".repeat(65_536) + "\"}"));
            inputs.add(replaced(
                    sample, at + " with huge numbers", ANY, at, "{\"a\": [1e308, 5e-324, 9223372036854775808, -0.0]}"));
        }
        if (List.of("/name", "/project", "/agent", "/external_ref", "/branch", "/repository_url")
                .contains(at)) {
            inputs.add(replaced(sample, at + " with U+0000", List.of(422), at, "\"a\\u0000b\""));
            inputs.add(replaced(sample, at + " far too long", List.of(422), at, "\"" + "x".repeat(4_001) + "\""));
        }
        return inputs;
    }

    /// Whether the other value has the good one's JSON type, so that more than the type decides.
    private static boolean sameKind(JsonNode good, String other) {
        return switch (other.charAt(0)) {
            case '{' -> good.isObject();
            case '[' -> good.isArray();
            case '"' -> good.isTextual();
            case 't' -> good.isBoolean();
            default -> good.isNumber();
        };
    }

    private static BadInput replaced(Sample sample, String name, List<Integer> statuses, String at, String json) {
        // a marker that no sample holds, replaced in the text: no tree can hold 1e400 or a lone surrogate
        return new BadInput(
                name,
                sample,
                statuses,
                ledger -> path(sample, ledger),
                ledger -> {
                    ObjectNode body = sample.bodyOn(ledger);
                    parent(body, at).put(at.substring(at.lastIndexOf('/') + 1), "@@here@@");
                    return body.toString().replace("\"@@here@@\"", json).getBytes(StandardCharsets.UTF_8);
                },
                List.of());
    }

    /// Changes a good body.
    private interface Edit {
        void apply(ObjectNode body);
    }

    private static BadInput edited(Sample sample, String name, List<Integer> statuses, Edit edit) {
        return new BadInput(
                name,
                sample,
                statuses,
                ledger -> path(sample, ledger),
                ledger -> {
                    ObjectNode body = sample.bodyOn(ledger);
                    edit.apply(body);
                    return body.toString().getBytes(StandardCharsets.UTF_8);
                },
                List.of());
    }

    private static BadInput changed(
            Sample sample, String name, List<Integer> statuses, Function<String, String> change) {
        return new BadInput(
                name,
                sample,
                statuses,
                ledger -> path(sample, ledger),
                ledger -> change.apply(sample.bodyOn(ledger).toString()).getBytes(StandardCharsets.UTF_8),
                List.of());
    }

    private static BadInput sent(Sample sample, String name, List<Integer> statuses, String text) {
        return new BadInput(
                name,
                sample,
                statuses,
                ledger -> path(sample, ledger),
                ledger -> text.getBytes(StandardCharsets.UTF_8),
                List.of());
    }

    private static BadInput good(Sample sample, String name, List<Integer> statuses, String... headers) {
        return new BadInput(
                name,
                sample,
                statuses,
                ledger -> path(sample, ledger),
                ledger -> good(sample, ledger),
                List.of(headers));
    }

    private static BadInput packed(
            Sample sample,
            String name,
            List<Integer> statuses,
            java.util.function.Supplier<byte[]> body,
            String encoding) {
        return new BadInput(
                name,
                sample,
                statuses,
                ledger -> path(sample, ledger),
                _ -> body.get(),
                List.of("Content-Encoding", encoding));
    }

    private static byte[] none(Ledger ignored) {
        return "{}".getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] good(Sample sample, Ledger ledger) {
        return sample.bodyOn(ledger).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode parent(ObjectNode body, String at) {
        String parent = at.substring(0, at.lastIndexOf('/'));
        return (ObjectNode) (parent.isEmpty() ? body : body.at(parent));
    }

    /// The path as a good request has it.
    private static String path(Sample sample, Ledger ledger) {
        return sample.pathOn(ledger) + sample.neededOn(ledger);
    }

    private static byte[] spaces(int count) {
        byte[] spaces = new byte[count];
        Arrays.fill(spaces, (byte) ' ');
        return spaces;
    }

    private static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String quoted(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String shown(String text) {
        String printable = text.codePoints()
                .limit(24)
                .mapToObj(c -> c < ' ' || c > '~' ? "U+%04X".formatted(c) : Character.toString(c))
                .reduce("", String::concat);
        return text.length() > 24 ? printable + "…(" + text.length() + ")" : printable;
    }
}
