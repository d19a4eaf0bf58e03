package dev.waymark.api.step;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.document.ResultCipher;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.redaction.Redactor;
import dev.waymark.step.AppendedOutputRow;
import dev.waymark.step.AppendedResult;
import dev.waymark.step.Step;
import dev.waymark.step.StepChange;
import dev.waymark.step.StepChangeToStore;
import dev.waymark.step.StepRepository;
import dev.waymark.step.StepStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Starts, completes, fails or skips a step, and adds what is known of it.
@Controller("/v1/steps")
final class PatchStep {
    private final StepRepository steps;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;
    private final Redactor redactor;
    private final ResultCipher results;

    PatchStep(StepRepository steps, BodyWriter writer, Ids ids, Clock clock, Redactor redactor, ResultCipher results) {
        this.steps = steps;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
        this.redactor = redactor;
        this.results = results;
    }

    /// Starts, completes, fails or skips a step, and adds what is known of it.
    @Patch("/{id}")
    @Access(value = Scope.WRITE, agentKeys = true)
    Step patch(@PathVariable UUID id, @Header("If-Match") ExpectedVersion expected, @Body StepChange change) {
        StepRules.check(change);
        AppendedResult appended = appendedResult(id, change);
        boolean any = change.executionResult() != null || (appended != null && appended.result() != null);
        var body = StepChangeToStore.of(id, change, appended, results.writerOf(any), ids, writer, clock.instant());
        String json = new String(writer.write(body), StandardCharsets.UTF_8);
        return Step.of(steps.change(id, expected.number(), json), results);
    }

    /// What was appended becomes the result of a step that ends without one. It is redacted once more: a secret may
    /// have
    /// come in two pieces.
    private @Nullable AppendedResult appendedResult(UUID id, StepChange change) {
        boolean ends = change.status() == StepStatus.COMPLETED || change.status() == StepStatus.FAILED;
        if (!ends || change.executionResult() != null) {
            return null;
        }
        AppendedOutputRow appended = steps.outputSoFar(id);
        byte[] output = results.plain(id, appended.output());
        return new AppendedResult(
                output == null ? null : redactor.take(StrictJson.read(output)).value(), appended.chunks());
    }
}
