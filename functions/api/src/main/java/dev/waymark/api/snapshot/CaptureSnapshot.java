package dev.waymark.api.snapshot;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.document.NewDocuments;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.snapshot.CapturedSnapshot;
import dev.waymark.snapshot.NewSnapshot;
import dev.waymark.snapshot.SnapshotRepository;
import dev.waymark.snapshot.SnapshotToStore;
import dev.waymark.snapshot.SnapshotType;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/// Stores what the system looked like: the baseline of a command, or before and after a step.
@Controller("/v1")
final class CaptureSnapshot {
    private final SnapshotRepository snapshots;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    CaptureSnapshot(SnapshotRepository snapshots, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.snapshots = snapshots;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Captures the baseline of a command.
    @Post("/commands/{id}/snapshots")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<CapturedSnapshot> ofCommand(@PathVariable UUID id, @Body NewSnapshot snapshot) {
        if (snapshot.snapshotType() != SnapshotType.BASELINE) {
            throw ProblemException.invalid(FieldError.at(
                    "/snapshot_type", "enum", "must be baseline; those of a step go to POST /v1/steps/{id}/snapshots"));
        }
        if (snapshot.sections().systemInfo() == null) {
            throw ProblemException.invalid(
                    FieldError.at("/sections/system_info", "required", "is required in a baseline"));
        }
        SnapshotToStore asked = toStore(snapshot);
        return answer(snapshot, asked, snapshots.captureOfCommand(id, json(asked)));
    }

    /// Captures a system state before or after a step.
    @Post("/steps/{id}/snapshots")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<CapturedSnapshot> ofStep(@PathVariable UUID id, @Body NewSnapshot snapshot) {
        if (snapshot.snapshotType() == SnapshotType.BASELINE) {
            throw ProblemException.invalid(FieldError.at(
                    "/snapshot_type", "enum", "must be before_step or after_step; a baseline belongs to the command"));
        }
        SnapshotToStore asked = toStore(snapshot);
        return answer(snapshot, asked, snapshots.captureOfStep(id, json(asked)));
    }

    private SnapshotToStore toStore(NewSnapshot snapshot) {
        if (snapshot.sections().isEmpty()) {
            throw ProblemException.invalid(FieldError.at("/sections", "size", "must have at least one section"));
        }
        var documents = new NewDocuments();
        var digests = snapshot.sections().storedIn(documents);
        return new SnapshotToStore(
                ids.orNext(snapshot.id()),
                clock.instant(),
                snapshot.snapshotType(),
                snapshot.capturedAt(),
                digests,
                documents.bodies());
    }

    private String json(SnapshotToStore asked) {
        return new String(writer.write(asked), StandardCharsets.UTF_8);
    }

    private HttpResponse<CapturedSnapshot> answer(NewSnapshot snapshot, SnapshotToStore asked, Written written) {
        var assigned = reader.read(StrictJson.read(written.answer()), CapturedSnapshot.Assigned.class);
        return Answers.created(CapturedSnapshot.of(snapshot, asked, assigned), written.replayed());
    }
}
