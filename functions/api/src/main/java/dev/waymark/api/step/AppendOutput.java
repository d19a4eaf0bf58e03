package dev.waymark.api.step;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.document.ResultCipher;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
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
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/// Adds output to a step while it executes, without rewriting what is there.
@Controller("/v1/steps")
final class AppendOutput {
    private static final int MAX_ATTEMPTS = 30;

    private final StepRepository steps;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;
    private final ResultCipher results;

    AppendOutput(StepRepository steps, BodyReader reader, BodyWriter writer, Clock clock, ResultCipher results) {
        this.steps = steps;
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
        this.results = results;
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
        OutputToStore plain = OutputToStore.of(output, writer, clock.instant());
        FieldWriter writing = results.writer();
        Written written = writing.encrypts() ? hidden(id, plain, writing) : store(id, plain);
        var appended = reader.read(StrictJson.read(written.answer()), AppendedOutput.class);
        return Answers.created(appended, written.replayed());
    }

    /// What is encrypted is bound to its place among the chunks, which has to be known first. Others may take it
    /// meanwhile.
    private Written hidden(UUID step, OutputToStore output, FieldWriter writing) {
        int chunk = steps.chunksOf(step);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Written written = store(step, output.hidden(step, chunk, writing));
            JsonNode next = StrictJson.read(written.answer()).get("next_chunk");
            if (next == null) {
                return written;
            }
            chunk = next.getIntValue();
        }
        throw ProblemException.of(ProblemType.UNAVAILABLE, "others add output to this step all the time; try again");
    }

    private Written store(UUID step, OutputToStore output) {
        return steps.appendOutput(step, new String(writer.write(output), StandardCharsets.UTF_8));
    }
}
