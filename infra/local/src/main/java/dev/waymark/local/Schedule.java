package dev.waymark.local;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What template.yaml has EventBridge Scheduler do.
///
/// @param name its name in the template
/// @param function the function that it calls, by its name in the template
/// @param input the event that it sends
record Schedule(String name, String function, String input, Duration every) {
    private static final String ALIAS = ".Alias";
    private static final Pattern RATE = Pattern.compile("rate\\((\\d+) (minute|hour|day)s?\\)");
    private static final Map<String, Duration> UNITS =
            Map.of("minute", Duration.ofMinutes(1), "hour", Duration.ofHours(1), "day", Duration.ofDays(1));

    static Schedule of(String name, YamlNode properties) {
        YamlNode target = properties.get("Target");
        return new Schedule(
                name,
                functionOf(target.get("Arn")),
                target.get("Input").text(),
                every(properties.get("ScheduleExpression")));
    }

    private static String functionOf(YamlNode arn) {
        if (arn.value() instanceof YamlNode.Intrinsic(String tag, String alias)
                && tag.equals("Ref")
                && alias.endsWith(ALIAS)) {
            return alias.substring(0, alias.length() - ALIAS.length());
        }
        throw new StartFailure("template.yaml: no function's alias is called at " + arn.at());
    }

    private static Duration every(YamlNode expression) {
        Matcher rate = RATE.matcher(expression.text());
        if (!rate.matches()) {
            throw new StartFailure("template.yaml: only rate(…) is known here, not " + expression.text());
        }
        return UNITS.getOrDefault(rate.group(2), Duration.ZERO).multipliedBy(Long.parseLong(rate.group(1)));
    }
}
