package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.program.Programs;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// This machine. Capturing it twice with one object sees the same files twice, so that the two can be compared.
public final class Machine {
    /// A collector that takes longer is given up.
    static final Duration LONGEST = Duration.ofSeconds(15);

    private final List<Collector> collectors;

    Machine(List<Collector> collectors) {
        this.collectors = List.copyOf(collectors);
    }

    /// The machine that this program runs on.
    ///
    /// @param watch which files to look at
    public static Machine of(Programs programs, Watch watch) {
        var hardware = new Hardware();
        // What runs other programs comes first, so that these have ended when the processes are listed.
        return new Machine(List.of(
                new Services(programs),
                new Packages(programs),
                new FileSystem(hardware, new WatchedFiles(watch, programs)),
                new SystemFacts(hardware, programs),
                new Connections(hardware),
                new Processes(hardware),
                new Resources(hardware)));
    }

    /// Looks at everything, one section after the other. Notes are also kept in the snapshot itself, as
    /// `system_info.notes`, so that a reader knows what the machine did not tell.
    public Capture capture() {
        ObjectNode sections = Json.object();
        Map<String, String> notes = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Collector collector : collectors) {
                collect(threads.submit(collector::collect), collector.section(), sections, notes);
            }
        }
        if (!notes.isEmpty()) {
            ObjectNode kept = sections.withObject("/system_info").putObject("notes");
            notes.forEach(kept::put);
        }
        return new Capture(sections, notes);
    }

    private static void collect(
            Future<Collector.Seen> collected, String section, ObjectNode sections, Map<String, String> notes) {
        try {
            Collector.Seen seen = collected.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            sections.set(section, seen.value());
            if (!seen.note().isEmpty()) {
                notes.put(section, seen.note());
            }
        } catch (TimeoutException late) {
            collected.cancel(true);
            notes.put(section, "not seen: it took longer than " + LONGEST.toSeconds() + " s");
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            notes.put(section, "not seen: " + (cause instanceof UnseenException ? cause.getMessage() : cause));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            notes.put(section, "not seen: interrupted");
        }
    }
}
