package dev.waymark.api.contextsnapshot;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.contextsnapshot.ContextBefore;
import dev.waymark.contextsnapshot.ContextSnapshot;
import dev.waymark.contextsnapshot.ContextSnapshotRepository;
import dev.waymark.contextsnapshot.ContextSnapshotToStore;
import dev.waymark.contextsnapshot.NewContextSnapshot;
import dev.waymark.database.Written;
import dev.waymark.document.NewDocuments;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.token.TokenCounter;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// Stores what a model was told. The same context again costs a row, not a second copy,
/// and a large one what it has beyond the one before.
@Controller("/v1/context-snapshots")
final class CaptureContext {
    private final ContextSnapshotRepository snapshots;
    private final TokenCounter tokens;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    CaptureContext(
            ContextSnapshotRepository snapshots,
            TokenCounter tokens,
            BodyReader reader,
            BodyWriter writer,
            Ids ids,
            Clock clock) {
        this.snapshots = snapshots;
        this.tokens = tokens;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Stores what a model was told, and counts its tokens where the client did not.
    @Post
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    HttpResponse<ContextSnapshot> capture(@Body NewContextSnapshot snapshot) {
        var documents = new NewDocuments();
        ContextSnapshotToStore asked = ContextSnapshotToStore.of(
                snapshot,
                documents,
                () -> snapshots
                        .before(snapshot.agent(), snapshot.userId())
                        .map(ContextBefore::body)
                        .orElse(null),
                ids,
                tokens,
                clock.instant());
        Written written =
                snapshots.capture(new String(writer.write(asked), StandardCharsets.UTF_8), documents.packContent());
        var assigned = reader.read(StrictJson.read(written.answer()), ContextSnapshot.Assigned.class);
        return Answers.created(ContextSnapshot.of(asked, assigned), written.replayed());
    }
}
