package dev.waymark.checkpoint;

import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.database.DatabaseProblems;
import dev.waymark.database.Written;
import dev.waymark.document.NewDocuments;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import dev.waymark.json.StrictJson;
import dev.waymark.piece.NewState;
import dev.waymark.piece.PackToStore;
import dev.waymark.piece.StateBuilder;
import dev.waymark.piece.StateChange;
import dev.waymark.piece.StateText;
import dev.waymark.piece.StoredPack;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.state.Partition;
import dev.waymark.state.StateBodies;
import dev.waymark.state.StateRepository;
import dev.waymark.state.StateRow;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes checkpoints: reads what the new state is like, where that is not at hand, and stores what differs.
@Singleton
public final class CheckpointTaking {
    private final CheckpointRepository checkpoints;
    private final CheckpointStates states;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final StateRepository agentStates;
    private final Ids ids;
    private final Clock clock;

    CheckpointTaking(
            CheckpointRepository checkpoints,
            CheckpointStates states,
            StateRepository agentStates,
            BodyReader reader,
            BodyWriter writer,
            Ids ids,
            Clock clock) {
        this.checkpoints = checkpoints;
        this.states = states;
        this.agentStates = agentStates;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// A checkpoint that was taken.
    ///
    /// @param state null where this is the answer to an earlier request
    public record Taken(
            Checkpoint checkpoint,
            boolean replayed,
            @Nullable NewState state) {
        /// The checkpoint with its state, where that is at hand.
        public Checkpoint withState() {
            return state == null
                    ? checkpoint
                    : checkpoint.with(new StateText(state.layout(), state.shelf()).whole(), null);
        }
    }

    /// Takes a checkpoint at the end of a thread, which it makes where it is new. Without a state or a base it is
    /// of the thread's own state as it is, all partitions.
    ///
    /// @param mustBeNew whether the thread must not be there, or be deleted
    /// @throws ProblemException 404 for a base that is not there, 413 for a state that no answer could
    ///     hold, 422 for a patch that cannot be applied
    public Taken take(String agent, String thread, boolean mustBeNew, NewCheckpoint asked) {
        UUID baseId = asked.baseCheckpointId();
        StateAtHand base = baseId == null
                ? states.likeliestBase(agent, thread, asked.namespaceOrRoot(), asked.parentCheckpointId())
                : states.base(baseId).orElseThrow(CheckpointTaking::unknownBase);
        StateRow now = baseId == null && asked.state() == null ? current(agent, thread) : null;
        StateChange change = baseId == null ? StateChange.whole(whole(asked, now)) : BasedState.change(asked, base);
        UUID parent = asked.parentCheckpointId() == null && baseId != null && base.isOf(agent, thread)
                ? baseId
                : asked.parentCheckpointId();
        NewState state = StateBuilder.build(base.layout(), base.shelf(), change);
        NewDocuments.requireFits("a state", state.sizeBytes());
        try {
            return store(agent, thread, mustBeNew, asked, parent, now == null ? null : now.id(), state);
        } catch (RuntimeException e) {
            // what is remembered of a base may be why: the next attempt asks again
            states.forget(baseId == null ? asked.parentCheckpointId() : baseId);
            throw e;
        }
    }

    private static JsonNode whole(NewCheckpoint asked, @Nullable StateRow now) {
        return now == null
                ? Objects.requireNonNull(asked.state(), "a state where there is no base")
                : StateBodies.of(now, Partition.words(), null).asObject();
    }

    private StateRow current(String agent, String thread) {
        try {
            return agentStates.read(agent, thread, null, null, Partition.words());
        } catch (RuntimeException e) {
            SQLException error = DatabaseProblems.in(e);
            ProblemException told = error == null ? null : DatabaseProblems.of(error);
            if (told == null || told.type() != ProblemType.NOT_FOUND) {
                throw e;
            }
            var problem = ProblemException.invalid(FieldError.at(
                    "/state",
                    "required",
                    "is required where there is no base_checkpoint_id and the thread has no state"));
            problem.addSuppressed(e);
            throw problem;
        }
    }

    private static ProblemException unknownBase() {
        return ProblemException.invalid(
                FieldError.at("/base_checkpoint_id", "unknown_checkpoint", "there is no such checkpoint"));
    }

    private Taken store(
            String agent,
            String thread,
            boolean mustBeNew,
            NewCheckpoint asked,
            @Nullable UUID parent,
            @Nullable UUID stateId,
            NewState state) {
        List<StoredPack> packs = PackToStore.ordered(state.packs());
        var body = new CheckpointToStore(
                clock.instant(),
                ids.next(),
                ids.next(),
                digest(asked, state),
                mustBeNew,
                ids.orNext(asked.id()),
                asked.namespaceOrRoot(),
                parent,
                asked.baseCheckpointId(),
                asked.checkpointType() == null ? CheckpointType.MANUAL : asked.checkpointType(),
                asked.triggerReason(),
                asked.metadata(),
                asked.pinned() != null && asked.pinned(),
                asked.retentionPolicy() == null ? RetentionPolicy.PERMANENT : asked.retentionPolicy(),
                asked.expiresAt(),
                stateId,
                state.digest().hex(),
                state.sizeBytes(),
                state.storedBytes(),
                state.layout().packs(),
                packs.stream().map(PackToStore::of).toList(),
                asked.writes() == null ? null : WriteToStore.of(asked.writes()));
        Written written = checkpoints.take(
                agent,
                thread,
                new String(writer.write(body), StandardCharsets.UTF_8),
                state.layout().encoded(),
                PackToStore.content(packs));
        Checkpoint checkpoint = Checkpoint.of(reader.read(StrictJson.read(written.answer()), CheckpointRow.class));
        if (written.replayed()) {
            return new Taken(checkpoint, true, null);
        }
        states.stored(checkpoint, state);
        return new Taken(checkpoint, false, state);
    }

    /// Of the checkpoint as it was asked for; the state, which may be large, by its own digest.
    private String digest(NewCheckpoint asked, NewState state) {
        var small = new NewCheckpoint(
                asked.id(),
                asked.namespace(),
                asked.parentCheckpointId(),
                asked.checkpointType(),
                asked.triggerReason(),
                asked.metadata(),
                null,
                asked.baseCheckpointId(),
                null,
                null,
                null,
                null,
                asked.pinned(),
                asked.retentionPolicy(),
                asked.expiresAt(),
                asked.writes());
        byte[] text = (new String(writer.write(small), StandardCharsets.UTF_8)
                        + state.digest().hex())
                .getBytes(StandardCharsets.UTF_8);
        return Digest.of(text).hex();
    }
}
