package dev.waymark.api.state;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyReader;
import dev.waymark.caller.Scope;
import dev.waymark.change.JsonPatch;
import dev.waymark.change.MergePatch;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.state.AgentState;
import dev.waymark.state.Partition;
import dev.waymark.state.Partitions;
import dev.waymark.state.StateBodies;
import dev.waymark.state.StateRepository;
import dev.waymark.state.StateRow;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Changes a state by a patch over the object of its partitions. It is read, changed and written under the version that
/// was read, so whatever others write meanwhile makes this a 412.
@Controller("/v1/agents")
final class PatchState {
    private static final int MAX_TRIGGER_BYTES = 4_000;

    private final StateRepository states;
    private final StateWriter writer;
    private final BodyReader reader;

    PatchState(StateRepository states, StateWriter writer, BodyReader reader) {
        this.states = states;
        this.writer = writer;
        this.reader = reader;
    }

    /// Changes a state by a JSON Patch (RFC 6902) or a JSON Merge Patch (RFC 7396) over the object of its partitions.
    /// `application/json` is a merge patch.
    @Patch("/{name}/threads/{thread}/state")
    @Access(value = Scope.WRITE, agentKeys = true)
    AgentState patch(
            @PathVariable String name,
            @PathVariable String thread,
            @Header("If-Match") ExpectedVersion expected,
            @Header("Content-Type") @Nullable String contentType,
            @QueryValue @Nullable String trigger,
            @Body JsonNode patch) {
        boolean merges = merges(contentType);
        if (trigger != null && trigger.getBytes(StandardCharsets.UTF_8).length > MAX_TRIGGER_BYTES) {
            throw ProblemException.invalid(FieldError.of("trigger", "size", "must have at most 4,000 bytes"));
        }
        List<String> all = Partition.words();
        StateRow row = states.read(name, thread, null, null, all);
        if (expected.number() != null && expected.number() != row.version()) {
            throw ProblemException.of(ProblemType.VERSION_MISMATCH, "the state has another version")
                    .with("current_version", row.version());
        }
        JsonNode before = StateBodies.of(row, all, null).asObject();
        JsonNode after = merges ? MergePatch.apply(before, patch) : JsonPatch.apply(before, patch);
        Partitions changed = reader.read(after, Partitions.class).whole().withoutThoseOf(row);
        return writer.write(
                name,
                thread,
                ExpectedVersion.exactly(row.version()),
                changed,
                merges ? "merge" : "update",
                trigger,
                () -> row);
    }

    private static boolean merges(@Nullable String contentType) {
        String type = contentType == null
                ? "application/json"
                : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/merge-patch+json", "application/json" -> true;
            case "application/json-patch+json" -> false;
            default ->
                throw ProblemException.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Type must be application/merge-patch+json or application/json-patch+json");
        };
    }
}
