package dev.waymark.retention;

import dev.waymark.archive.Archiving;
import dev.waymark.archive.WrittenArchive;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.database.DatabaseProblems;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes out what the policies of the caller's tenant say is over, the oldest first, batch by batch.
///
/// A batch leaves in one transaction, or not at all. What is archived is in an object that has been read back before
/// that;
/// an object without that transaction counts for nothing, and the next sweep takes it away. So it may die anywhere, and
/// the
/// next goes on where it stopped. Two never work on one tenant: the second is refused, and one that was taken for dead
/// can do nothing more, since every statement of it needs the newest token.
@Singleton
public final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    /// Some tenths of a second of work, while the locks of a batch are held.
    static final int ROWS_DELETED_A_TIME = 10_000;

    private static final int ROWS_ARCHIVED_A_TIME = 5_000;

    /// What the lines of a batch may weigh, about, in memory three times over.
    private static final long BYTES_A_TIME = 8L * 1024 * 1024;

    private static final int TRIES = 3;

    private final RetentionRunRepository runs;
    private final RetentionPolicyRepository policies;
    private final SweepRepository rows;
    private final Compression compression;
    private final RestoredRows restored;
    private final Archiving archiving;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;

    Sweep(
            RetentionRunRepository runs,
            RetentionPolicyRepository policies,
            SweepRepository rows,
            Compression compression,
            RestoredRows restored,
            Archiving archiving,
            BodyReader reader,
            BodyWriter writer,
            Ids ids) {
        this.runs = runs;
        this.policies = policies;
        this.rows = rows;
        this.compression = compression;
        this.restored = restored;
        this.archiving = archiving;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
    }

    /// A sweep that has begun.
    ///
    /// @param replayed whether an earlier request with the same idempotency key began it: then it is that one's
    public record Begun(HeldRun run, boolean replayed) {}

    /// Begins a sweep of the caller's tenant, or goes on with the one that somebody left.
    ///
    /// @throws dev.waymark.problem.ProblemException 409 `sweep-in-progress`, retryable, while somebody is at one
    public Begun begin() {
        Written written = runs.begin(ids.next());
        return new Begun(reader.read(StrictJson.read(written.answer()), HeldRun.class), written.replayed());
    }

    /// Takes out what is due until nothing is, or the time is up; then others may go on at once.
    public RetentionRun sweep(HeldRun run, Until until) {
        return sweep(run, until, ROWS_DELETED_A_TIME, ROWS_ARCHIVED_A_TIME);
    }

    /// The same with batches of so many rows.
    public RetentionRun sweep(HeldRun run, Until until, int deletedATime, int archivedATime) {
        var work = new Work(run, until, deletedATime, archivedATime);
        boolean finished = work.toTheEnd();
        runs.leave(run.id(), run.fencingToken(), finished);
        return RetentionRun.of(runs.read(run.id()));
    }

    private final class Work {
        private final HeldRun run;
        private final Until until;
        private final int deletedATime;
        private final int archivedATime;

        Work(HeldRun run, Until until, int deletedATime, int archivedATime) {
            this.run = run;
            this.until = until;
            this.deletedATime = deletedATime;
            this.archivedATime = archivedATime;
        }

        boolean toTheEnd() {
            archiving.clearUnfinished();
            for (RetentionPolicyRow policy : policies.all()) {
                if (policy.days() != null && !(kind(policy, policy.days()) && restored(policy, policy.days()))) {
                    return false;
                }
            }
            return true;
        }

        /// False when the time was up before the kind was done.
        private boolean kind(RetentionPolicyRow policy, int days) {
            try {
                return switch (policy.then()) {
                    case "delete" -> delete(policy.kind(), days);
                    case "archive" -> archive(policy.kind(), days);
                    case "compress" -> compression.compress(run, days, archivedATime, until);
                    default -> true;
                };
            } catch (FailedBatch failed) {
                // the next kinds must not wait for what is the matter with this one
                LOG.error("{} rows of {} cannot leave", failed.rows(), policy.kind(), failed);
                runs.noteFailed(run.id(), run.fencingToken(), policy.kind(), failed.rows());
                return true;
            } catch (RuntimeException e) {
                // whoever has lost the run, or the database, fails here once more, and for good
                runs.noteFailed(run.id(), run.fencingToken(), policy.kind(), 1);
                LOG.error("{} cannot be swept", policy.kind(), e);
                return true;
            }
        }

        private boolean restored(RetentionPolicyRow policy, int days) {
            return restored.leave(run, policy.kind(), days, until);
        }

        private boolean delete(String kind, int days) {
            Place place = Place.START;
            while (!until.isOver()) {
                DeletedBatch batch = rows.delete(
                        run.id(), run.fencingToken(), kind, days, place.at(), place.id(), place.past(), deletedATime);
                if (batch.lookedAt() == 0) {
                    return true;
                }
                place = new Place(
                        DueBatch.present(batch.anchorAt()), DueBatch.present(batch.anchorId()), batch.gone() == 0);
            }
            return false;
        }

        private boolean archive(String kind, int days) {
            Place place = Place.START;
            int tries = 0;
            while (!until.isOver()) {
                DueBatch batch = rows.due(
                        run.id(),
                        run.fencingToken(),
                        kind,
                        days,
                        place.at(),
                        place.id(),
                        place.past(),
                        archivedATime,
                        BYTES_A_TIME);
                if (batch.isEmpty()) {
                    return true;
                }
                if (leaves(kind, batch, ++tries == TRIES)) {
                    place = new Place(
                            DueBatch.present(batch.lastAt()), DueBatch.present(batch.lastId()), batch.due() == 0);
                    tries = 0;
                }
            }
            return false;
        }

        /// False when a row changed while it was archived: then the batch is to be read anew.
        private boolean leaves(String kind, DueBatch batch, boolean isLastTry) {
            if (batch.due() == 0) {
                take(kind, batch.toStore(null));
                return true;
            }
            WrittenArchive archive = written(kind, batch);
            try {
                take(kind, batch.toStore(archive));
                return true;
            } catch (RuntimeException e) {
                SQLException error = DatabaseProblems.in(e);
                if (error == null || !DatabaseProblems.mayTryAgain(error)) {
                    throw e;
                }
                archiving.giveUp(archive);
                if (isLastTry) {
                    throw new FailedBatch(batch.due(), e);
                }
                return false;
            }
        }

        private WrittenArchive written(String kind, DueBatch batch) {
            try {
                return archiving.write(
                        kind,
                        DueBatch.present(batch.lines()),
                        DueBatch.present(batch.fromAt()),
                        DueBatch.present(batch.toAt()),
                        List.of());
            } catch (RuntimeException e) {
                throw new FailedBatch(batch.due(), e);
            }
        }

        private void take(String kind, DueBatch.ToStore batch) {
            rows.archived(run.id(), run.fencingToken(), kind, new String(writer.write(batch), StandardCharsets.UTF_8));
        }
    }
}
