package dev.waymark.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.log.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Every alarm watches a metric that is there, and the guide says what to do when it goes off.
class AlarmsTest {
    private static final Path ROOT = Path.of(System.getProperty("waymark.root", "../.."));
    private static final YamlNode RESOURCES =
            TemplateYaml.read(ROOT.resolve("infra/alarms.yaml")).get("Resources");

    /// A metric that an alarm asks for.
    private record Asked(String alarm, String name, Set<String> dimensions) {}

    @Test
    void everyAlarmOnAMetricOfOurOwnNamesOneThatFunctionsEmitByTheseFields() {
        List<Asked> asked = asked();
        assertThat(asked).hasSizeGreaterThan(12).allSatisfy(one -> {
            Metric metric = Arrays.stream(Metric.values())
                    .filter(known -> known.metricName().equals(one.name()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(one.alarm() + ": nothing emits " + one.name()));
            assertThat(metric.dimensions().stream().map(Set::copyOf))
                    .as(one.alarm())
                    .contains(one.dimensions());
        });
    }

    @Test
    void whatOperatorsMustKnowRaisesAnAlarm() {
        assertThat(asked().stream().map(Asked::name))
                .contains(
                        "Problems",
                        "PoolWaiting",
                        "ConnectionShare",
                        "SweepLag",
                        "ArchiveFailures",
                        "StorageBytes",
                        "SlowStatements",
                        "ConstraintViolations",
                        "UnusedIndexes",
                        "GrowthRatio");
        assertThat(alarms().keySet()).contains("SlowAnswers", "FailedJobs", "FunctionErrors", "DatabaseConnections");
    }

    @Test
    void theGuideHasASectionForEveryAlarmAndForNoOther() throws IOException {
        String guide = Files.readString(ROOT.resolve("infra/docs/operations.md"));
        String chapter = guide.substring(guide.indexOf("## Alarms"), guide.indexOf("## Runbooks"));
        Set<String> told = Pattern.compile("(?m)^### (\\w+)$")
                .matcher(chapter)
                .results()
                .map(section -> section.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(new TreeSet<>(alarms().keySet()));
    }

    @Test
    void everyParameterWithoutADefaultIsGivenByTheTemplate() {
        Map<String, YamlNode> given = TemplateYaml.read(ROOT.resolve("template.yaml"))
                .get("Resources")
                .get("Alarms")
                .get("Properties")
                .get("Parameters")
                .members();
        TemplateYaml.read(ROOT.resolve("infra/alarms.yaml"))
                .get("Parameters")
                .members()
                .forEach((name, parameter) -> {
                    if (!parameter.get("Default").exists()) {
                        assertThat(given).containsKey(name);
                    }
                });
    }

    private static Map<String, YamlNode> alarms() {
        return RESOURCES.members();
    }

    private static List<Asked> asked() {
        List<Asked> asked = new ArrayList<>();
        alarms().forEach((name, alarm) -> {
            YamlNode properties = alarm.get("Properties");
            add(asked, name, properties);
            for (YamlNode query : items(properties.get("Metrics"))) {
                add(asked, name, query.get("MetricStat").get("Metric"));
            }
        });
        return asked;
    }

    /// Those of AWS have a namespace of AWS.
    private static void add(List<Asked> asked, String alarm, YamlNode metric) {
        boolean ours = new YamlNode.Intrinsic("Ref", "Namespace")
                .equals(metric.get("Namespace").value());
        if (ours) {
            Set<String> dimensions = items(metric.get("Dimensions")).stream()
                    .map(dimension -> dimension.get("Name").text())
                    .collect(Collectors.toSet());
            asked.add(new Asked(alarm, metric.get("MetricName").text(), dimensions));
        }
    }

    private static List<YamlNode> items(YamlNode node) {
        return node.value() instanceof List<?> list
                ? list.stream().map(item -> new YamlNode(item, node.at())).toList()
                : List.of();
    }
}
