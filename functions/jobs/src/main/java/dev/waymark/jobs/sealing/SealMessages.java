package dev.waymark.jobs.sealing;

import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import dev.waymark.message.ConversationToSeal;
import dev.waymark.message.MessageSealing;
import jakarta.inject.Singleton;
import java.util.List;

/// Seals old messages into segments, of every tenant, one segment a transaction.
@Singleton
final class SealMessages implements Job {
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
    @Override
    public Outcome run(Deadline deadline) {
        long sealed = 0;
        while (!deadline.isOver()) {
            List<ConversationToSeal> due = sealing.claim(CONVERSATIONS_A_TIME);
            if (due.isEmpty()) {
                return new Outcome(sealed, true);
            }
            for (ConversationToSeal conversation : due) {
                sealed += seal(conversation, deadline);
            }
        }
        return new Outcome(sealed, false);
    }

    private long seal(ConversationToSeal conversation, Deadline deadline) {
        long sealed = 0;
        while (!deadline.isOver()) {
            int some = sealing.seal(conversation);
            if (some == 0) {
                break;
            }
            sealed += some;
        }
        return sealed;
    }
}
