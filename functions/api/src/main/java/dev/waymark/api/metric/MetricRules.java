package dev.waymark.api.metric;

import dev.waymark.json.StrictJson;
import dev.waymark.metric.MetricPoint;
import dev.waymark.metric.MetricPoints;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a point must not say, beyond what its members tell by themselves.
final class MetricRules {
    private static final Duration OLDEST = Duration.ofDays(366);
    private static final Duration NEWEST = Duration.ofDays(1);
    private static final double LARGEST = 1e300;
    private static final int MAX_TAG_NAME_BYTES = 256;

    private final Instant now;
    private final List<FieldError> errors = new ArrayList<>();

    private MetricRules(Instant now) {
        this.now = now;
    }

    /// Checks every point of a call.
    ///
    /// @throws ProblemException 422 with all that is wrong, up to as much as one answer tells
    static void check(MetricPoints reported, Instant now) {
        var rules = new MetricRules(now);
        List<MetricPoint> points = reported.points();
        for (int i = 0; i < points.size(); i++) {
            rules.check("/points/" + i, points.get(i));
        }
        rules.raise();
    }

    private void check(String at, MetricPoint point) {
        if (hasControls(point.name())) {
            add(at + "/name", "control", "must not have control characters");
        }
        if (Math.abs(point.value()) > LARGEST) {
            add(at + "/value", "range", "must be between -1e300 and 1e300");
        }
        checkTime(at + "/recorded_at", point.recordedAt());
        if (point.tags() != null) {
            point.tags().keySet().forEach(name -> checkTag(at + "/tags/" + pointed(name), name));
        }
    }

    private void checkTime(String at, @Nullable Instant recordedAt) {
        if (recordedAt == null) {
            return;
        }
        if (recordedAt.isBefore(now.minus(OLDEST))) {
            add(at, "range", "must not be more than 366 days ago");
        }
        if (recordedAt.isAfter(now.plus(NEWEST))) {
            add(at, "range", "must not be more than a day from now");
        }
    }

    private void checkTag(String at, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_TAG_NAME_BYTES) {
            add(at, "size", "a tag's name must have 1 to 256 bytes of UTF-8");
        }
        if (hasControls(name)) {
            add(at, "control", "a tag's name must not have control characters");
        }
    }

    private static boolean hasControls(String text) {
        return text.codePoints().anyMatch(Character::isISOControl);
    }

    /// A name as a JSON Pointer has it.
    private static String pointed(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private void add(String at, String code, String detail) {
        errors.add(FieldError.at(at, code, detail));
        if (errors.size() == StrictJson.MAX_ERRORS) {
            raise();
        }
    }

    private void raise() {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }
}
