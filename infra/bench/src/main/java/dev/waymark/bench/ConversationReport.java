package dev.waymark.bench;

import dev.waymark.bench.ConversationCosts.Kept;
import dev.waymark.bench.ConversationCosts.Round;
import dev.waymark.bench.Report.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Goal P6 as a table, as goals and as raw rounds.
final class ConversationReport {
    private static final String LAYER = "Waymark, data layer";
    private static final String HANDLER = "Waymark, handler";
    private static final String BLOB = "JSON blob in TEXT";
    private static final String SPRING = "Spring AI JDBC chat memory";
    private static final List<String> LANES = List.of(LAYER, HANDLER, BLOB, SPRING);

    private final List<Round> rounds;
    private final List<Kept> sizes;
    private final Map<String, String> settings;

    ConversationReport(List<Round> rounds, List<Kept> sizes, Map<String, String> settings) {
        this.rounds = rounds;
        this.sizes = sizes;
        this.settings = settings;
    }

    Report report() {
        var goals = new ArrayList<Goal>();
        var table = new StringBuilder("""
                | messages | side | last 50, ms | append, ms | WAL bytes an append | change of state, ms | load all, ms (not parsed) | allocated for last 50 | live bytes (once idle) | times the blob: last 50 | append | WAL | change | load all | size |
                |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
                """);
        for (int size : rounds.stream().map(Round::messages).distinct().toList()) {
            for (String lane : LANES) {
                table.append(row(size, lane));
            }
            goals(size, goals);
        }
        var raw = new ArrayList<Map<String, Object>>();
        rounds.forEach(round -> raw.add(json(round)));
        sizes.forEach(kept -> raw.add(json(kept)));
        return new Report(goals, raw, settings, table.toString());
    }

    private String row(int size, String lane) {
        return "| %d | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                        size,
                        lane,
                        shown(size, lane, Round::lastMs, 2),
                        shown(size, lane, Round::appendMs, 2),
                        shown(size, lane, Round::walBytes, 0),
                        shown(size, lane, Round::changeMs, 2),
                        shown(size, lane, Round::allMs, 1) + unparsed(size, lane),
                        shown(size, lane, Round::allocatedBytes, 0),
                        bytes(size, lane),
                        faster(size, lane, Round::lastMs),
                        faster(size, lane, Round::appendMs),
                        faster(size, lane, Round::walBytes),
                        faster(size, lane, Round::changeMs),
                        faster(size, lane, Round::allMs),
                        share(size, lane));
    }

    private void goals(int size, List<Goal> goals) {
        boolean small = size <= 1_000;
        for (String lane : List.of(LAYER, HANDLER)) {
            goals.add(Goal.atLeast(
                    goal(size, lane, "last 50, times faster than the blob"),
                    ratio(size, BLOB, lane, Round::lastMs),
                    small ? 8 : 70));
            goals.add(Goal.atLeast(
                    goal(size, lane, "append, times faster than the blob"),
                    ratio(size, BLOB, lane, Round::appendMs),
                    small ? 50 : 300));
            goals.add(Goal.atLeast(
                    goal(size, lane, "append, times less WAL than the blob"),
                    ratio(size, BLOB, lane, Round::walBytes),
                    small ? 300 : 1_000));
            goals.add(Goal.atLeast(
                    goal(size, lane, "load all, times faster than the blob"),
                    ratio(size, BLOB, lane, Round::allMs),
                    1.5));
            goals.add(Goal.atLeast(
                    goal(size, lane, "append, times faster than Spring AI"),
                    ratio(size, SPRING, lane, Round::appendMs),
                    small ? 50 : 500));
        }
        goals.add(Goal.atLeast(
                goal(size, LAYER, "load all, not parsed, times faster than the blob, parsed"),
                unparsedFaster(size),
                1.5));
        goals.add(Goal.atLeast(
                goal(size, HANDLER, "change of state, times faster than the blob"),
                ratio(size, BLOB, HANDLER, Round::changeMs),
                5));
        goals.add(Goal.atMost(
                goal(size, LAYER, "allocated for the last 50 ÷ the blob"),
                ratio(size, LAYER, BLOB, Round::allocatedBytes),
                0.3));
        goals.add(Goal.atMost(
                goal(size, LAYER, "live size ÷ the blob"), (double) live(size, LAYER) / live(size, BLOB), 0.5));
        goals.add(Goal.atMost(
                goal(size, LAYER, "size once idle ÷ the blob"), (double) idle(size, LAYER) / idle(size, BLOB), 0.5));
    }

    private static String goal(int size, String lane, String what) {
        return "P6 %d messages, %s: %s".formatted(size, lane, what);
    }

    private double unparsedFaster(int size) {
        List<Round> blob = of(size, BLOB);
        List<Round> layer = of(size, LAYER);
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < layer.size(); i++) {
            ratios.add(blob.get(i).allMs() / layer.get(i).unparsedMs());
        }
        return Spread.of(ratios).median();
    }

    private String shown(int size, String lane, ToDoubleFunction<Round> figure, int decimals) {
        List<Double> values = of(size, lane).stream().map(figure::applyAsDouble).toList();
        return values.stream().anyMatch(value -> value.isNaN())
                ? ""
                : Spread.of(values).shown(decimals);
    }

    private String unparsed(int size, String lane) {
        return lane.equals(LAYER) ? "; " + shown(size, lane, Round::unparsedMs, 1) : "";
    }

    private String faster(int size, String lane, ToDoubleFunction<Round> figure) {
        double ratio = ratio(size, BLOB, lane, figure);
        return lane.equals(BLOB) || Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.1f", ratio);
    }

    private double ratio(int size, String lane, String other, ToDoubleFunction<Round> figure) {
        List<Round> mine = of(size, lane);
        List<Round> theirs = of(size, other);
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < mine.size(); i++) {
            ratios.add(figure.applyAsDouble(mine.get(i)) / figure.applyAsDouble(theirs.get(i)));
        }
        return Spread.of(ratios).median();
    }

    private List<Round> of(int size, String lane) {
        return rounds.stream()
                .filter(round -> round.messages() == size && round.lane().equals(lane))
                .toList();
    }

    private String bytes(int size, String lane) {
        return lane.equals(HANDLER) ? "" : "%d (%d)".formatted(live(size, lane), idle(size, lane));
    }

    private String share(int size, String lane) {
        return lane.equals(HANDLER) || lane.equals(BLOB)
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.2f (%.2f)",
                        (double) live(size, lane) / live(size, BLOB),
                        (double) idle(size, lane) / idle(size, BLOB));
    }

    private long live(int size, String lane) {
        return kept(size, lane).liveBytes();
    }

    private long idle(int size, String lane) {
        return kept(size, lane).idleBytes();
    }

    private Kept kept(int size, String lane) {
        return sizes.stream()
                .filter(kept -> kept.lane().equals(lane) && kept.messages() == size)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> json(Round round) {
        var json = new LinkedHashMap<String, Object>();
        json.put("messages", round.messages());
        json.put("round", round.round());
        json.put("lane", round.lane());
        json.put("last_ms", round.lastMs());
        json.put("append_ms", round.appendMs());
        json.put("append_wal_bytes", round.walBytes());
        put(json, "change_ms", round.changeMs());
        json.put("all_ms", round.allMs());
        put(json, "all_unparsed_ms", round.unparsedMs());
        put(json, "allocated_bytes", round.allocatedBytes());
        return json;
    }

    private static Map<String, Object> json(Kept kept) {
        var json = new LinkedHashMap<String, Object>();
        json.put("messages", kept.messages());
        json.put("lane", kept.lane());
        json.put("live_bytes", kept.liveBytes());
        json.put("idle_bytes", kept.idleBytes());
        json.put("bytes_by_table", kept.bytesByTable());
        put(json, "sealed_per_second", kept.sealedPerSecond());
        return json;
    }

    private static void put(Map<String, Object> json, String name, double value) {
        if (!Double.isNaN(value)) {
            json.put(name, value);
        }
    }
}
