package dev.waymark.log;

import dev.waymark.json.JsonOutput;
import dev.waymark.json.RawJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Numbers on a line of the log from which CloudWatch makes metrics by itself (embedded metric
/// format).
///
/// @see <a
/// href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">the
///     format</a>
public final class MetricLine {
    private final Map<Metric, Double> numbers = new EnumMap<>(Metric.class);

    /// One number; null leaves it out.
    public MetricLine put(Metric metric, @Nullable Number number) {
        if (number != null) {
            numbers.put(metric, number.doubleValue());
        }
        return this;
    }

    /// The line with these numbers, and the word to CloudWatch where a namespace is given. The
    /// fields that tell numbers apart are on the line already; a number whose fields are not is
    /// shown and not summed up.
    public LogLine on(LogLine line, @Nullable String namespace, Instant at) {
        numbers.forEach((metric, number) -> line.with(metric.metricName(), number));
        return namespace == null ? line : line.with("_aws", directive(namespace, at, line));
    }

    private RawJson directive(String namespace, Instant at, LogLine line) {
        var json = new JsonOutput();
        json.ascii("{\"Timestamp\":").number(at.toEpochMilli()).ascii(",\"CloudWatchMetrics\":[");
        String comma = "";
        for (Map.Entry<List<List<String>>, List<Metric>> group :
                byDimensions(line).entrySet()) {
            json.ascii(comma).ascii("{\"Namespace\":").string(namespace).ascii(",\"Dimensions\":[");
            dimensions(json, group.getKey());
            json.ascii("],\"Metrics\":[");
            metrics(json, group.getValue());
            json.ascii("]}");
            comma = ",";
        }
        return new RawJson(json.ascii("]}").toByteArray());
    }

    private Map<List<List<String>>, List<Metric>> byDimensions(LogLine line) {
        var groups = new LinkedHashMap<List<List<String>>, List<Metric>>();
        for (Metric metric : numbers.keySet()) {
            List<List<String>> known =
                    metric.dimensions().stream().filter(line::has).toList();
            if (!known.isEmpty()) {
                groups.computeIfAbsent(known, _ -> new ArrayList<>()).add(metric);
            }
        }
        return groups;
    }

    private static void dimensions(JsonOutput json, List<List<String>> sets) {
        for (int i = 0; i < sets.size(); i++) {
            json.ascii(i == 0 ? "[" : ",[");
            List<String> names = sets.get(i);
            for (int j = 0; j < names.size(); j++) {
                json.ascii(j == 0 ? "" : ",").string(names.get(j));
            }
            json.ascii(']');
        }
    }

    private static void metrics(JsonOutput json, List<Metric> metrics) {
        for (int i = 0; i < metrics.size(); i++) {
            json.ascii(i == 0 ? "{\"Name\":" : ",{\"Name\":")
                    .string(metrics.get(i).metricName())
                    .ascii(",\"Unit\":")
                    .string(metrics.get(i).unit())
                    .ascii('}');
        }
    }
}
