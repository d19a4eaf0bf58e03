package dev.waymark.local.whole;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// A run that is too long for one batch of the importer.
final class LongTrajectory {
    /// What it does, in order.
    static final List<String> ACTIONS =
            IntStream.range(0, 250).mapToObj(i -> "echo " + i).toList();

    private LongTrajectory() {}

    /// In a file that the caller deletes.
    static Path write() throws IOException {
        var file = Ledger.JSON.createObjectNode();
        var trajectory = file.putArray("trajectory");
        for (String action : ACTIONS) {
            trajectory
                    .addObject()
                    .put("action", action)
                    .put("observation", action.substring(5) + "\n")
                    .put("thought", "")
                    .putObject("state")
                    .put("working_dir", "/" + action.hashCode() % 3);
        }
        Path path = Files.createTempFile("waymark-long", ".traj");
        Ledger.JSON.writeValue(path.toFile(), file);
        return path;
    }
}
