package dev.waymark.erasure;

import dev.waymark.archive.ObjectAsleepException;
import dev.waymark.id.Ids;
import dev.waymark.message.MessageErasure;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Erases end users, a batch a transaction. Whoever is killed between two of them is followed by
/// whoever calls next, and two at once do each batch once.
@Singleton
public final class Erasing {
    static final String END_USER = "end_user";

    /// Some tens of milliseconds of work.
    private static final int ROWS_A_BATCH = 2_000;

    private final ErasureRepository erasures;
    private final MessageErasure messages;
    private final ArchivesToErase archives;
    private final Ids ids;
    private final Clock clock;

    Erasing(ErasureRepository erasures, MessageErasure messages, ArchivesToErase archives, Ids ids, Clock clock) {
        this.erasures = erasures;
        this.messages = messages;
        this.archives = archives;
        this.ids = ids;
        this.clock = clock;
    }

    /// Erases an end user of the caller's tenant, or as much as there is time for. From the first
    /// moment on nothing may be written of the user.
    ///
    /// @param timeIsUp asked before each batch but the first, which sets the tombstone
    /// @return the receipt; not finished where the time was up, or where an archive has to be brought
    ///     up first
    public Erasure erase(String userId, BooleanSupplier timeIsUp) {
        return erase(userId, timeIsUp, () -> {});
    }

    /// The same, telling of each batch once it is committed.
    public Erasure erase(String userId, BooleanSupplier timeIsUp, Runnable afterEachBatch) {
        ErasureRow erasure = erasures.begin(END_USER, userId, ids.next(), clock.instant());
        boolean already = erasure.isFinished();
        afterEachBatch.run();
        var run = new Run(userId);
        while (!erasure.isFinished() && !timeIsUp.getAsBoolean()) {
            try {
                erasure = run.next(erasure);
            } catch (ObjectAsleepException e) {
                // which may take hours; the job goes on then
                break;
            }
            afterEachBatch.run();
        }
        return Erasure.of(userId, erasure, already);
    }

    private final class Run {
        private final String userId;

        /// The conversation whose segments are being looked through, and how far.
        private @Nullable UUID conversation;

        private int position;

        Run(String userId) {
            this.userId = userId;
        }

        ErasureRow next(ErasureRow erasure) {
            return switch (erasure.stage()) {
                case "messages" -> nextMessages(erasure);
                case "archives" -> erasures.leave(erasure.id(), erasure.stage(), archives.forget(userId));
                default -> erasures.batch(erasure.id(), ROWS_A_BATCH, clock.instant());
            };
        }

        /// Live messages of a conversation first, so that what is sealed meanwhile is blank.
        private ErasureRow nextMessages(ErasureRow erasure) {
            if (conversation == null) {
                UUID spokenIn = erasures.spokenIn(erasure.id());
                if (spokenIn == null) {
                    return erasures.leave(erasure.id(), erasure.stage(), 0);
                }
                if (!erasures.eraseLive(erasure.id(), spokenIn, ROWS_A_BATCH, clock.instant())) {
                    conversation = spokenIn;
                    position = 0;
                }
                return erasure;
            }
            int next = messages.eraseAfter(erasure.id(), conversation, position, userId, clock.instant());
            if (next == position) {
                erasures.leave(erasure.id(), conversation);
                conversation = null;
            }
            position = next;
            return erasure;
        }
    }
}
