package dev.waymark.change;

import dev.waymark.problem.FieldError;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What changes by itself, without anyone having done anything: clocks, counters, load. It stays in the patch,
/// and out of the summary.
///
/// The `noise` member of a project's settings changes it: `{"noise": {"add": ["/system_info/*/seen_at"],
/// "remove": ["/resource_usage/load*"]}}`. A pattern is a JSON Pointer into the object of sections; `*` in a
/// name stands for any characters, a name `**` for any number of names. What a pattern names is noise with all
/// below it; what `remove` names is not, with all below it, whatever `add` and the defaults say.
public final class Noise {
    private static final int MAX_PATTERNS = 200;

    /// What is noise where a project says nothing else: see [#DEFAULT_PATTERNS].
    public static final Noise DEFAULT;

    /// The patterns of [#DEFAULT].
    public static final List<String> DEFAULT_PATTERNS = List.of(
            // clocks: when it was looked at, not what was seen
            "/**/timestamp",
            "/**/captured_at",
            "/**/collected_at",
            "/**/checked_at",
            "/**/observed_at",
            "/**/updated_at",
            "/**/seen_at",
            "/**/last_seen*",
            "/**/now",
            "/**/current_time",
            "/**/local_time",
            "/**/*uptime*",
            "/file_system_state/files/*/atime",
            "/file_system_state/files/*/ctime",
            "/file_system_state/files/*/mtime",
            "/file_system_state/files/*/accessed_at",
            "/file_system_state/files/*/changed_at",
            "/file_system_state/files/*/modified_at",
            // load
            "/**/load",
            "/**/load_*",
            "/**/loadavg*",
            "/**/load1",
            "/**/load5",
            "/**/load15",
            // counters: they only grow, or breathe with whatever runs
            "/**/counters",
            "/**/context_switches",
            "/**/interrupts",
            "/**/*_packets",
            "/**/rx_*",
            "/**/tx_*",
            "/**/bytes_sent",
            "/**/bytes_received",
            "/network_connections/*/*_queue",
            "/network_connections/*/*_bytes",
            "/process_list/*/cpu*",
            "/process_list/*/mem*",
            "/process_list/*/rss*",
            "/process_list/*/vsz*",
            "/process_list/*/threads",
            "/process_list/*/*_bytes",
            "/process_list/*/elapsed*",
            "/process_list/*/time",
            "/services_status/*/cpu*",
            "/services_status/*/memory*",
            "/services_status/*/tasks",
            "/system_info/**/memoryfree*",
            "/system_info/**/swapfree*",
            "/system_info/memory/*/available*",
            "/system_info/memory/*/used*",
            "/system_info/memory/*/free*",
            "/system_info/memory/*/capacity",
            "/system_info/mountpoints/*/available*",
            "/system_info/mountpoints/*/used*",
            "/system_info/mountpoints/*/capacity",
            // what df calls capacity is how much of it is used
            "/file_system_state/mounts/*/capacity",
            "/file_system_state/mounts/*/available*",
            "/file_system_state/mounts/*/used*",
            "/file_system_state/mounts/*/free*",
            "/file_system_state/mounts/*/inodes_*",
            "/file_system_state/mounts/*/*percent*");

    static {
        DEFAULT = new Noise(patterns(DEFAULT_PATTERNS.stream()), List.of());
    }

    private final List<NoisePattern> added;
    private final List<NoisePattern> removed;

    private Noise(List<NoisePattern> added, List<NoisePattern> removed) {
        this.added = added;
        this.removed = removed;
    }

    /// What is noise in a project with these settings; what is wrong with them ([#errorsIn]) counts as not
    /// said.
    public static Noise of(@Nullable JsonNode settings) {
        JsonNode noise = settings == null ? null : settings.get("noise");
        if (noise == null || !noise.isObject()) {
            return DEFAULT;
        }
        return new Noise(
                patterns(Stream.concat(texts(noise.get("add")), DEFAULT_PATTERNS.stream())),
                patterns(texts(noise.get("remove"))));
    }

    /// What is wrong with the noise in these settings; empty when nothing is, or when there is none.
    public static List<FieldError> errorsIn(JsonNode settings) {
        JsonNode noise = settings.get("noise");
        if (noise == null) {
            return List.of();
        }
        if (!noise.isObject()) {
            return List.of(FieldError.at("/settings/noise", "type", "must be an object with add and remove"));
        }
        var errors = new ArrayList<FieldError>();
        for (Map.Entry<String, JsonNode> member : noise.entries()) {
            String at = "/settings/noise/" + Place.escaped(member.getKey());
            if (!member.getKey().equals("add") && !member.getKey().equals("remove")) {
                errors.add(FieldError.at(at, "unknown", "must be add or remove"));
                continue;
            }
            checkPatterns(at, member.getValue(), errors);
        }
        return errors;
    }

    private static void checkPatterns(String at, JsonNode patterns, List<FieldError> errors) {
        if (!patterns.isArray()) {
            errors.add(FieldError.at(at, "type", "must be a list of JSON Pointers"));
            return;
        }
        if (patterns.size() > MAX_PATTERNS) {
            errors.add(FieldError.at(at, "size", "may have at most %d patterns".formatted(MAX_PATTERNS)));
            return;
        }
        int index = 0;
        for (JsonNode pattern : patterns.values()) {
            String place = at + '/' + index++;
            if (!pattern.isString()) {
                errors.add(FieldError.at(place, "type", "must be a string"));
            } else if (pattern.getStringValue().length() > NoisePattern.MAX_CHARS) {
                errors.add(FieldError.at(
                        place, "size", "may have at most %d characters".formatted(NoisePattern.MAX_CHARS)));
            } else if (tokens(pattern.getStringValue()) == null) {
                errors.add(FieldError.at(place, "pointer", "must be a JSON Pointer that begins with /"));
            }
        }
    }

    /// How a place stands to noise: it says nothing itself, is noise with all below it, or never is.
    enum Standing {
        OPEN,
        NOISE,
        KEPT
    }

    /// How a place stands whose parent stands so.
    Standing standing(Standing parent, List<String> place) {
        if (parent == Standing.KEPT || covers(removed, place)) {
            return Standing.KEPT;
        }
        if (parent == Standing.NOISE || covers(added, place)) {
            return Standing.NOISE;
        }
        return Standing.OPEN;
    }

    private static boolean covers(List<NoisePattern> patterns, List<String> place) {
        for (NoisePattern pattern : patterns) {
            if (pattern.covers(place)) {
                return true;
            }
        }
        return false;
    }

    /// Whether what lies below noise can be anything else.
    boolean hasExceptions() {
        return !removed.isEmpty();
    }

    private static Stream<String> texts(@Nullable JsonNode list) {
        Stream.Builder<String> texts = Stream.builder();
        if (list != null && list.isArray()) {
            list.values().forEach(text -> {
                if (text.isString()) {
                    texts.add(text.getStringValue());
                }
            });
        }
        return texts.build();
    }

    private static List<NoisePattern> patterns(Stream<String> pointers) {
        return pointers.map(Noise::tokens)
                .filter(Objects::nonNull)
                .map(NoisePattern::new)
                .toList();
    }

    private static @Nullable List<String> tokens(String pattern) {
        return pattern.isEmpty() ? null : Pointers.tokens(pattern);
    }
}
