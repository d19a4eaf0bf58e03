package dev.waymark.jobs;

import dev.waymark.log.Metric;
import java.util.Map;

/// Work that runs on a schedule, for no tenant in particular.
///
/// A job that is killed at any point is finished by running it again, and two at once do no harm: each keeps to that by
/// itself. It looks at its deadline between statements, each of which is short.
public interface Job {
    /// The word that events name it by, such as `make-partitions`.
    String name();

    /// Does what there is to do, or as much as there is time for.
    Outcome run(Deadline deadline);

    /// What came of a run.
    ///
    /// @param changed how many things it made, moved or removed
    /// @param finished false when the time was up before the work was
    /// @param figures what it measured
    record Outcome(long changed, boolean finished, Map<Metric, Double> figures) {
        public Outcome {
            figures = Map.copyOf(figures);
        }

        /// Of a job that measures nothing.
        public Outcome(long changed, boolean finished) {
            this(changed, finished, Map.of());
        }
    }
}
