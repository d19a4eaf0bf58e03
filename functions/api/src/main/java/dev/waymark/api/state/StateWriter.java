package dev.waymark.api.state;

import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.document.NewDocuments;
import dev.waymark.id.Ids;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.state.AgentState;
import dev.waymark.state.Partition;
import dev.waymark.state.Partitions;
import dev.waymark.state.StateBodies;
import dev.waymark.state.StateRepository;
import dev.waymark.state.StateRow;
import dev.waymark.state.StateToStore;
import io.micronaut.core.util.SupplierUtil;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes a version of a state: one round trip, and a second where the agent has schemas for what is written.
@Singleton
final class StateWriter {
    private static final int MAX_ATTEMPTS = 3;

    private final StateRepository states;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    StateWriter(StateRepository states, BodyWriter writer, Ids ids, Clock clock) {
        this.states = states;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes the next version, or the first when nothing is expected.
    ///
    /// @param before the version before with the bodies of these partitions; asked for when one of them is large
    /// @throws ProblemException 412 when the state has another version, 422 when it breaks a schema
    AgentState write(
            String agent,
            String thread,
            @Nullable ExpectedVersion expected,
            Partitions partitions,
            String type,
            @Nullable String trigger,
            Supplier<@Nullable StateRow> before) {
        var documents = new NewDocuments();
        Map<String, String> digests = partitions.storedIn(documents, SupplierUtil.memoized(before));
        Map<String, String> checked = null;
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            var body = new StateToStore(
                    clock.instant(),
                    ids.next(),
                    ids.next(),
                    ids.next(),
                    ids.next(),
                    type,
                    trigger,
                    digests,
                    documents.bodies(),
                    documents.packed(),
                    documents.packs(),
                    checked);
            StateRow row = states.put(
                    agent,
                    thread,
                    new String(writer.write(body), StandardCharsets.UTF_8),
                    ExpectedVersion.numberIn(expected),
                    ExpectedVersion.isAny(expected),
                    documents.packContent());
            if (row.schemas() == null) {
                return AgentState.of(row, StateBodies.of(row, Partition.words(), documents.atHand()));
            }
            checked = StateSchemas.check(row.schemas(), partitions);
        }
        throw ProblemException.of(ProblemType.UNAVAILABLE, "the schemas of this agent are being changed; try again");
    }
}
