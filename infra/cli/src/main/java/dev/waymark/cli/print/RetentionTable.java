package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// How long what stays, and what sweeps took out.
public final class RetentionTable {
    private RetentionTable() {}

    /// One kind a line, in the order of the sweep.
    public static String ofPolicies(JsonNode policies, Screen screen) {
        var table = new Table("KIND", ">DAYS", "THEN");
        for (JsonNode policy : policies.path("items")) {
            boolean kept = policy.path("days").isNull();
            table.add(List.of(
                    Cell.of(policy.path("kind").asText("")),
                    kept
                            ? new Cell("ever", "faint")
                            : Cell.of(policy.path("days").asText("")),
                    new Cell(policy.path("then").asText(""), kept ? "faint" : "")));
        }
        return table.render(screen);
    }

    /// One kind a line, of those that had something to leave, and a line that says how it ended.
    public static String ofRun(JsonNode run, boolean dryRun, Screen screen) {
        var table = new Table("KIND", ">ARCHIVED", ">DELETED", ">COMPRESSED", ">FAILED", "SIZE");
        boolean any = false;
        for (JsonNode kind : run.path("kinds")) {
            if (figure(kind, "archived") + figure(kind, "deleted") + figure(kind, "compressed") + figure(kind, "failed")
                    == 0) {
                continue;
            }
            any = true;
            table.add(List.of(
                    Cell.of(kind.path("kind").asText("")),
                    Cell.of(count(kind, "archived")),
                    Cell.of(count(kind, "deleted")),
                    Cell.of(count(kind, "compressed")),
                    new Cell(count(kind, "failed"), "red"),
                    Cell.of(Figures.bytes(figure(kind, "bytes")))));
        }
        String end = dryRun
                ? "nothing has been changed"
                : run.path("finished").asBoolean()
                        ? "finished " + Moments.shortTime(run.path("ended_at").asText(""))
                        : "there is more: run it again, or leave it to the schedule";
        return (any ? table.render(screen) : "Nothing is over.\n") + end + "\n";
    }

    /// One sweep a line.
    public static String ofRuns(Collection<JsonNode> runs, Screen screen) {
        var table = new Table("STARTED", "STATE", "DID");
        for (JsonNode run : runs) {
            String state = run.path("finished").asBoolean()
                    ? "finished"
                    : run.path("working").asBoolean() ? "at work" : "to go on";
            table.add(List.of(
                    Cell.of(Moments.shortTime(run.path("started_at").asText(""))),
                    Cell.of(state),
                    Cell.of(summary(run))));
        }
        return table.render(screen);
    }

    /// `12 archived, 3 deleted`, over all kinds; what is archived is not told as deleted again.
    public static String summary(JsonNode run) {
        long archived = sum(run, "archived");
        List<String> parts = new ArrayList<>();
        add(parts, archived, "archived");
        add(parts, sum(run, "deleted") - archived, "deleted");
        add(parts, sum(run, "compressed"), "compressed");
        add(parts, sum(run, "failed"), "failed");
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    private static void add(List<String> parts, long count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }

    private static long sum(JsonNode run, String figure) {
        long sum = 0;
        for (JsonNode kind : run.path("kinds")) {
            sum += figure(kind, figure);
        }
        return sum;
    }

    private static long figure(JsonNode kind, String name) {
        return kind.path(name).asLong();
    }

    /// Nothing for none, so that a column without any is left out.
    private static String count(JsonNode kind, String name) {
        long count = figure(kind, name);
        return count == 0 ? "" : Long.toString(count);
    }
}
