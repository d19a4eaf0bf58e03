package dev.waymark.retention;

import dev.waymark.archive.Archiving;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes out again what came back from archives, once it has been there for as long as its kind stays. The archives
/// have it
/// still: each is proven before its rows go, and no second copy is made.
@Singleton
final class RestoredRows {
    private static final Logger LOG = LoggerFactory.getLogger(RestoredRows.class);

    private final SweepRepository rows;
    private final RetentionRunRepository runs;
    private final Archiving archiving;

    RestoredRows(SweepRepository rows, RetentionRunRepository runs, Archiving archiving) {
        this.rows = rows;
        this.runs = runs;
        this.archiving = archiving;
    }

    /// False when the time was up before all had left. Rows of an archive that is damaged or asleep stay.
    boolean leave(HeldRun run, String kind, int days, Until until) {
        for (UUID archive : rows.restored(kind, days)) {
            if (until.isOver()) {
                return false;
            }
            if (isProven(archive)) {
                rows.leaveRestored(run.id(), run.fencingToken(), kind, archive);
            } else {
                runs.noteFailed(run.id(), run.fencingToken(), kind, 1);
            }
        }
        return true;
    }

    private boolean isProven(UUID archive) {
        try {
            archiving.verify(archive);
            return true;
        } catch (RuntimeException e) {
            LOG.error("what came back from archive {} stays", archive, e);
            return false;
        }
    }
}
