package dev.waymark.api.step;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.id.Ids;
import dev.waymark.step.Step;
import dev.waymark.step.StepChange;
import dev.waymark.step.StepChangeToStore;
import dev.waymark.step.StepRepository;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/// Starts, completes, fails or skips a step, and adds what is known of it.
@Controller("/v1/steps")
final class PatchStep {
    private final StepRepository steps;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    PatchStep(StepRepository steps, BodyWriter writer, Ids ids, Clock clock) {
        this.steps = steps;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Starts, completes, fails or skips a step, and adds what is known of it.
    @Patch("/{id}")
    @Access(value = Scope.WRITE, agentKeys = true)
    Step patch(@PathVariable UUID id, @Header("If-Match") ExpectedVersion expected, @Body StepChange change) {
        StepRules.check(change);
        var body = StepChangeToStore.of(change, ids, writer, clock.instant());
        String json = new String(writer.write(body), StandardCharsets.UTF_8);
        return Step.of(steps.change(id, expected.number(), json));
    }
}
