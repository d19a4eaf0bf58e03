package dev.waymark.api.step;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.body.OneOrMany;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.document.ResultCipher;
import dev.waymark.id.Ids;
import dev.waymark.step.NewStep;
import dev.waymark.step.Step;
import dev.waymark.step.StepReceipt;
import dev.waymark.step.StepRecording;
import dev.waymark.step.StepRepository;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/// Records one step, or 1 to 500 in one transaction, with their snapshots: one statement, one round trip.
@Controller("/v1/commands")
final class RecordSteps {
    private final StepRepository steps;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;
    private final ResultCipher results;

    RecordSteps(
            StepRepository steps, BodyReader reader, BodyWriter writer, Ids ids, Clock clock, ResultCipher results) {
        this.steps = steps;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
        this.results = results;
    }

    /// A step when one came by itself, else the page of all of them, in the order in which they came; only their
    /// receipts when they are larger than an answer.
    @Post("/{id}/steps")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<?> record(@PathVariable UUID id, @Body("steps") OneOrMany<NewStep> asked) {
        StepRules.check(asked);
        boolean any = asked.items().stream().anyMatch(step -> step.executionResult() != null);
        var recording = new StepRecording(ids, writer, results.writerOf(any), clock.instant(), asked.items());
        Written written = steps.record(id, recording.body());
        List<Step> recorded = recording.recorded(id, written.answer(), reader);
        if (asked.many() && !recording.fitsInAnAnswer()) {
            List<StepReceipt> receipts = recorded.stream().map(StepReceipt::of).toList();
            return Answers.created(new Page<>(receipts, null), written.replayed());
        }
        return asked.many()
                ? Answers.created(new Page<>(recorded, null), written.replayed())
                : Answers.created(recorded.getFirst(), written.replayed());
    }
}
