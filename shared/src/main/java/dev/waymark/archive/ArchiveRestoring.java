package dev.waymark.archive;

import dev.waymark.database.Written;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings archives of the caller's tenant back.
@Singleton
public final class ArchiveRestoring {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveRestoring.class);

    private final ArchiveFiles files;
    private final ArchiveRepository archives;
    private final Clock clock;

    ArchiveRestoring(ArchiveFiles files, ArchiveRepository archives, Clock clock) {
        this.files = files;
        this.archives = archives;
        this.clock = clock;
    }

    /// The same from another store.
    public ArchiveRestoring on(ObjectStore store) {
        return new ArchiveRestoring(files.on(store), archives, clock);
    }

    /// How a restore stands.
    ///
    /// @param replayed whether this is the answer to an earlier request with the same idempotency
    ///     key
    /// @param archive how the archive is now; without `restored_at` the restore goes on when it is
    ///     asked for again, or with the next sweep
    public record Outcome(boolean replayed, Archive archive) {}

    /// Puts all rows of an archive back, in one transaction, so that every read answers as before:
    /// those that are there stay as they are, and those whose parent was deleted meanwhile do not
    /// come back. Again, or twice at once: the second finds it done.
    ///
    /// @throws ProblemException 404; 409 while the archive is being written; 410 once erased; 500
    ///     `integrity-error` when its object is absent or damaged, and then nothing comes back; 503
    public Outcome restore(UUID id) {
        Written requested = archives.requestRestore(id, clock.instant());
        if (isRestored(requested)) {
            return new Outcome(requested.replayed(), archive(id));
        }
        try {
            ArchiveObject object = files.open(row(id));
            Written restored = archives.restore(id, object.asArray(), clock.instant());
            return new Outcome(restored.replayed(), archive(id));
        } catch (ObjectAsleepException later) {
            return new Outcome(false, archive(id));
        }
    }

    /// Brings back what was asked for and is not there yet.
    ///
    /// @return how many archives are back now
    public int finish() {
        int restored = 0;
        for (UUID id : archives.toRestore()) {
            restored += isBack(id) ? 1 : 0;
        }
        return restored;
    }

    /// One that is damaged must not keep the others from coming back.
    private boolean isBack(UUID id) {
        try {
            return restore(id).archive().restoredAt() != null;
        } catch (ProblemException e) {
            LOG.error("archive {} cannot be restored: {}", id, e.detail());
            return false;
        }
    }

    private static boolean isRestored(Written written) {
        JsonNode restoredAt = StrictJson.read(written.answer()).get("restored_at");
        return restoredAt != null && !restoredAt.isNull();
    }

    private Archive archive(UUID id) {
        return Archive.of(row(id));
    }

    private ArchiveRow row(UUID id) {
        return archives.findById(id)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such archive"));
    }
}
