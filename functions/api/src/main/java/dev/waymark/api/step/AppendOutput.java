package dev.waymark.api.step;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.step.AppendedOutput;
import dev.waymark.step.NewOutput;
import dev.waymark.step.OutputToStore;
import dev.waymark.step.StepRepository;
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

/// Adds output to a step while it executes, without rewriting what is there.
@Controller("/v1/steps")
final class AppendOutput {
    private final StepRepository steps;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;

    AppendOutput(StepRepository steps, BodyReader reader, BodyWriter writer, Clock clock) {
        this.steps = steps;
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /// Adds output to a step while it executes. What was appended is the step's `execution_result` until another one
    /// is sent, and when it completes without one. 409 for a step that does not execute, 413 past 4 MiB in all.
    @Post("/{id}/output")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<AppendedOutput> append(@PathVariable UUID id, @Body NewOutput output) {
        if (output.isEmpty()) {
            throw ProblemException.invalid(
                    FieldError.at("", "required", "must have stdout or stderr that is not empty"));
        }
        var body = OutputToStore.of(output, writer, clock.instant());
        Written written = steps.appendOutput(id, new String(writer.write(body), StandardCharsets.UTF_8));
        var appended = reader.read(StrictJson.read(written.answer()), AppendedOutput.class);
        return Answers.created(appended, written.replayed());
    }
}
