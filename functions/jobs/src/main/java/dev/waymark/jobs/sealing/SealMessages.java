package dev.waymark.jobs.sealing;

import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import dev.waymark.message.ConversationToSeal;
import dev.waymark.message.MessageSealing;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Seals old messages into segments, of every tenant, one segment a transaction.
@Singleton
final class SealMessages implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(SealMessages.class);

    /// Few, because whoever dies keeps what it has claimed from others for ten minutes.
    private static final int CONVERSATIONS_A_TIME = 20;

    private final MessageSealing sealing;

    SealMessages(MessageSealing sealing) {
        this.sealing = sealing;
    }

    @Override
    public String name() {
        return "seal-messages";
    }

    /// Goes on until no conversation is due, or the time is up; the next run goes on from there.
    ///
    /// @throws IllegalStateException at the end, where some conversation could not be sealed; the
    ///     others are
    @Override
    public Outcome run(Deadline deadline) {
        var run = new Run(deadline);
        boolean finished = run.toTheEnd();
        if (run.failed > 0) {
            throw new IllegalStateException("%d conversations could not be sealed".formatted(run.failed));
        }
        return new Outcome(run.sealed, finished);
    }

    private final class Run {
        private final Deadline deadline;
        private long sealed;
        private int failed;

        Run(Deadline deadline) {
            this.deadline = deadline;
        }

        boolean toTheEnd() {
            while (!deadline.isOver()) {
                List<ConversationToSeal> due = sealing.claim(CONVERSATIONS_A_TIME);
                if (due.isEmpty()) {
                    return true;
                }
                due.forEach(this::seal);
            }
            return false;
        }

        /// One that has a damaged segment must not keep the others from being sealed.
        private void seal(ConversationToSeal conversation) {
            try {
                int some;
                do {
                    some = sealing.seal(conversation);
                    sealed += some;
                } while (some > 0 && !deadline.isOver());
            } catch (RuntimeException e) {
                LOG.error("conversation {} cannot be sealed", conversation.conversationId(), e);
                failed++;
            }
        }
    }
}
