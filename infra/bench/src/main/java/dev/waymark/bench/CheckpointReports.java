package dev.waymark.bench;

import dev.waymark.bench.CheckpointRun.Round;
import dev.waymark.bench.CheckpointRun.Trips;
import dev.waymark.bench.Report.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What the runs say about goals P3 (bytes), P4 (keeping) and P5 (reading). Ratios are taken within a round.
final class CheckpointReports {
    private static final String CHANGE = "Waymark, change sent";
    private static final String WHOLE = "Waymark, whole state sent";
    private static final String FULL = "LangGraph full";
    private static final String DELTA = "LangGraph delta";
    private static final String ALIBABA = "Spring AI Alibaba";
    private static final String RAW = "raw insert, raw select";
    private static final List<String> LANES = List.of(CHANGE, WHOLE, FULL, DELTA, ALIBABA, RAW);
    private static final List<String> FULL_COPIES = List.of(FULL, ALIBABA);

    /// What quality.md asks of a size; NaN where it asks nothing.
    private record Targets(double fullBytes, double deltaBytes, double fasterWithChange, double fasterWhole) {
        static Targets of(int bytes) {
            return switch (bytes / 1024) {
                case 10 -> new Targets(1 / 8.0, Double.NaN, Double.NaN, Double.NaN);
                case 100 -> new Targets(1 / 40.0, 0.40, 5, 2);
                default -> new Targets(1 / 250.0, 0.15, 20, 4);
            };
        }
    }

    private final List<CheckpointRun> runs;
    private final Map<String, String> settings;

    CheckpointReports(List<CheckpointRun> runs, Map<String, String> settings) {
        this.runs = runs;
        this.settings = settings;
    }

    /// By the names of their files.
    Map<String, Report> all() {
        var reports = new LinkedHashMap<String, Report>();
        reports.put("p3", bytes());
        reports.put("p4", keeping());
        reports.put("p5", reading());
        return reports;
    }

    private Report bytes() {
        var goals = new ArrayList<Goal>();
        var table = new StringBuilder("""
                | state | change | side | bytes a checkpoint | the first, whole | WAL bytes | ÷ LangGraph full | ÷ LangGraph delta |
                |---|---|---|---|---|---|---|---|
                """);
        for (CheckpointRun run : runs) {
            for (String lane : LANES) {
                table.append(row(
                        run,
                        lane,
                        shown(run, lane, Round::bytes, 0),
                        shown(run, lane, Round::firstBytes, 0),
                        shown(run, lane, Round::walBytes, 0),
                        shown(run, lane, FULL, Round::bytes, 4),
                        shown(run, lane, DELTA, Round::bytes, 3)));
            }
            Targets targets = Targets.of(run.bytes());
            for (String peer : FULL_COPIES) {
                goals.add(Goal.atMost(
                        goal("P3", run, "bytes ÷ " + peer),
                        ratio(run, CHANGE, peer, Round::bytes),
                        targets.fullBytes()));
            }
            if (!Double.isNaN(targets.deltaBytes())) {
                goals.add(Goal.atMost(
                        goal("P3", run, "bytes ÷ " + DELTA),
                        ratio(run, CHANGE, DELTA, Round::bytes),
                        targets.deltaBytes()));
            }
        }
        return new Report(goals, raw(), settings, table.toString());
    }

    private Report keeping() {
        var goals = new ArrayList<Goal>();
        var table = new StringBuilder("""
                | state | change | side | put, ms | round trips | times faster than LangGraph full | than Spring AI Alibaba | ÷ raw insert |
                |---|---|---|---|---|---|---|---|
                """);
        for (CheckpointRun run : runs) {
            for (String lane : LANES) {
                table.append(row(
                        run,
                        lane,
                        shown(run, lane, Round::put, 2),
                        number(trips(run, lane).put(), 1),
                        shown(run, FULL, lane, Round::put, 1),
                        shown(run, ALIBABA, lane, Round::put, 1),
                        shown(run, lane, RAW, Round::put, 1)));
            }
            Targets targets = Targets.of(run.bytes());
            if (!Double.isNaN(targets.fasterWithChange())) {
                for (String peer : FULL_COPIES) {
                    goals.add(Goal.atLeast(
                            goal("P4", run, "change sent: times faster than " + peer),
                            ratio(run, peer, CHANGE, Round::put),
                            targets.fasterWithChange()));
                    goals.add(Goal.atLeast(
                            goal("P4", run, "whole state sent: times faster than " + peer),
                            ratio(run, peer, WHOLE, Round::put),
                            targets.fasterWhole()));
                }
            }
            goals.add(
                    Goal.atMost(goal("P4", run, "change sent ÷ raw insert"), ratio(run, CHANGE, RAW, Round::put), 1.5));
            goals.add(Goal.atMost(
                    goal("P4", run, "round trips a put, change sent"),
                    trips(run, CHANGE).put(),
                    1));
        }
        return new Report(goals, raw(), settings, table.toString());
    }

    private Report reading() {
        var goals = new ArrayList<Goal>();
        String middle = "no. " + CheckpointRun.MIDDLE;
        var table = new StringBuilder(
                "| state | change | side | latest, ms | oldest, ms | %s, ms | latest ÷ raw select | round trips: latest, oldest, %s |%n|---|---|---|---|---|---|---|---|%n"
                        .formatted(middle, middle));
        for (CheckpointRun run : runs) {
            for (String lane : LANES) {
                Trips trips = trips(run, lane);
                table.append(row(
                        run,
                        lane,
                        shown(run, lane, Round::latest, 2),
                        shown(run, lane, Round::oldest, 2),
                        shown(run, lane, Round::middle, 2),
                        shown(run, lane, RAW, Round::latest, 2),
                        number(trips.latest(), 0) + ", " + number(trips.oldest(), 0) + ", "
                                + number(trips.middle(), 0)));
            }
            Trips trips = trips(run, CHANGE);
            goals.add(Goal.atMost(
                    goal("P5", run, "round trips at any depth"),
                    Math.max(trips.latest(), Math.max(trips.oldest(), trips.middle())),
                    1));
            goals.add(Goal.atMost(
                    goal("P5", run, "latest ÷ raw select and parse"), ratio(run, CHANGE, RAW, Round::latest), 1.5));
            goals.add(Goal.atMost(
                    goal("P5", run, "oldest ÷ latest"),
                    spread(run, CHANGE, r -> r.oldest() / r.latest()).median(),
                    1.5));
            goals.add(Goal.atMost(
                    goal("P5", run, middle + " ÷ latest"),
                    spread(run, CHANGE, r -> r.middle() / r.latest()).median(),
                    1.5));
        }
        return new Report(goals, raw(), settings, table.toString());
    }

    private List<Map<String, Object>> raw() {
        var all = new ArrayList<Map<String, Object>>();
        for (CheckpointRun run : runs) {
            var json = new LinkedHashMap<String, Object>();
            json.put("state_bytes", run.bytes());
            json.put("change", run.kind().shown);
            json.put("checkpoints", CheckpointRun.CHECKPOINTS);
            json.put("rounds", run.rounds());
            json.put("round_trips", run.trips());
            json.put("bytes_by_table", run.tables());
            all.add(json);
        }
        return all;
    }

    private static String goal(String number, CheckpointRun run, String what) {
        return "%s %s, %s: %s".formatted(number, size(run), run.kind().shown, what);
    }

    private static String row(CheckpointRun run, String lane, String... cells) {
        return "| %s | %s | %s | %s |%n".formatted(size(run), run.kind().shown, lane, String.join(" | ", cells));
    }

    private static String size(CheckpointRun run) {
        return run.bytes() >= 1024 * 1024 ? "1 MB" : run.bytes() / 1024 + " KB";
    }

    private static String shown(CheckpointRun run, String lane, ToDoubleFunction<Round> figure, int decimals) {
        return spread(run, lane, figure).shown(decimals);
    }

    /// The ratio of two sides, or nothing for a side and itself.
    private static String shown(
            CheckpointRun run, String lane, String other, ToDoubleFunction<Round> figure, int decimals) {
        return lane.equals(other) ? "" : number(ratio(run, lane, other, figure), decimals);
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static Spread spread(CheckpointRun run, String lane, ToDoubleFunction<Round> figure) {
        return Spread.of(of(run, lane).stream().map(figure::applyAsDouble).toList());
    }

    private static double ratio(CheckpointRun run, String lane, String other, ToDoubleFunction<Round> figure) {
        List<Round> mine = of(run, lane);
        List<Round> theirs = of(run, other);
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < mine.size(); i++) {
            ratios.add(figure.applyAsDouble(mine.get(i)) / figure.applyAsDouble(theirs.get(i)));
        }
        return Spread.of(ratios).median();
    }

    private static List<Round> of(CheckpointRun run, String lane) {
        return run.rounds().stream().filter(round -> round.lane().equals(lane)).toList();
    }

    private static Trips trips(CheckpointRun run, String lane) {
        return run.trips().stream()
                .filter(trips -> trips.lane().equals(lane))
                .findFirst()
                .orElseThrow();
    }
}
