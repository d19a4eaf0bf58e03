package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.machine.Collector.Seen;
import dev.waymark.cli.program.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The watched files with digest, size and mode. The second look stays with the files that the first one chose and
/// adds only those that are really new: a bound never makes a file seem added, removed or changed.
final class WatchedFiles {
    private final Watch watch;
    private final FileList list;
    private Set<Path> listed = Set.of();
    private List<Path> chosen = List.of();
    private final Set<Path> read = new HashSet<>();

    WatchedFiles(Watch watch, Programs programs) {
        this.watch = watch;
        this.list = new FileList(watch, programs);
    }

    Seen collect() {
        FileList.Found found = list.find();
        Set<Path> known = Set.copyOf(chosen);
        List<Path> files = choose(found.files());
        long budget = watch.mostBytes();
        ObjectNode state = Json.object();
        int unread = 0;
        for (Path file : files) {
            FileState seen = FileState.of(file, mayRead(file, known, budget));
            if (seen.digested()) {
                read.add(file);
                budget -= seen.sizeBytes();
            }
            unread += seen.there() && !seen.digested() && !seen.link() ? 1 : 0;
            if (seen.there()) {
                state.set(name(file), seen.json());
            }
        }
        return new Seen(sorted(state), note(found, files.size(), unread));
    }

    /// What was read before is read again, what was not is not: else it would seem changed.
    private long mayRead(Path file, Set<Path> known, long budget) {
        if (read.contains(file)) {
            return Long.MAX_VALUE;
        }
        return known.contains(file) ? -1 : budget;
    }

    private List<Path> choose(Set<Path> found) {
        Set<Path> files = new TreeSet<>(chosen);
        for (Path file : found) {
            if (!listed.contains(file) && files.size() < watch.mostFiles()) {
                files.add(file);
            }
        }
        listed = found;
        chosen = List.copyOf(files);
        return chosen;
    }

    private static ObjectNode sorted(ObjectNode state) {
        ObjectNode sorted = Json.object();
        List<String> names = new ArrayList<>();
        state.fieldNames().forEachRemaining(names::add);
        names.stream().sorted().forEach(name -> sorted.set(name, state.get(name)));
        return sorted;
    }

    private String name(Path file) {
        return (file.startsWith(watch.folder()) ? watch.folder().relativize(file) : file).toString();
    }

    private String note(FileList.Found found, int shown, int unread) {
        List<String> notes = new ArrayList<>();
        if (found.cut()) {
            notes.add("there are more than " + found.files().size() + " files, the rest was not looked at");
        }
        if (shown >= watch.mostFiles() && found.files().size() > shown) {
            notes.add("only " + shown + " of " + found.files().size() + " files are watched: --watch chooses");
        }
        if (unread > 0) {
            notes.add(unread + " large or unreadable files are known by size and time, not by content");
        }
        return String.join("; ", notes);
    }
}
