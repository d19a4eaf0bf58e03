package dev.waymark.api.state;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.state.AgentState;
import dev.waymark.state.Partition;
import dev.waymark.state.RollbackToStore;
import dev.waymark.state.StateBodies;
import dev.waymark.state.StateRepository;
import dev.waymark.state.StateRollback;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes a transition back: a new version has the whole state before it, and the history keeps both. Once per
/// transition;
/// before the first there is nothing to go back to.
@Controller("/v1/agents")
final class RollBackTransition {
    private final StateRepository states;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    RollBackTransition(StateRepository states, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.states = states;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Takes a transition back: a new version has the state before it.
    @Post("/{name}/threads/{thread}/state/transitions/{id}/rollback")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<AgentState> rollBack(
            @PathVariable String name,
            @PathVariable String thread,
            @PathVariable UUID id,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Body @Nullable StateRollback rollback) {
        var asked = new RollbackToStore(
                clock.instant(), ids.next(), ids.next(), rollback == null ? null : rollback.trigger());
        Written written = states.rollBack(
                name,
                thread,
                id,
                new String(writer.write(asked), StandardCharsets.UTF_8),
                ExpectedVersion.numberIn(expected));
        long version = reader.read(StrictJson.read(written.answer()), RollbackToStore.Answered.class)
                .version();
        var row = states.read(name, thread, version, null, Partition.words());
        return Answers.created(AgentState.of(row, StateBodies.of(row, Partition.words(), null)), written.replayed());
    }
}
