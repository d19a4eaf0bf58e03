package dev.waymark.api.command;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.command.AssignedCommand;
import dev.waymark.command.Command;
import dev.waymark.command.CommandRepository;
import dev.waymark.command.CommandToStore;
import dev.waymark.command.NewCommand;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// Creates a command with its baseline. An agent's name that is new registers the agent.
@Controller("/v1/commands")
final class CreateCommand {
    private final CommandRepository commands;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    CreateCommand(CommandRepository commands, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.commands = commands;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Creates a command with its baseline.
    @Post
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<Command> create(@Body NewCommand command) {
        if (command.baseline() != null && command.baseline().systemInfo() == null) {
            throw ProblemException.invalid(
                    FieldError.at("/baseline/system_info", "required", "is required in a baseline"));
        }
        CommandToStore asked = CommandToStore.of(command, ids, writer, clock.instant());
        Written written = commands.create(new String(writer.write(asked), StandardCharsets.UTF_8));
        AssignedCommand assigned = reader.read(StrictJson.read(written.answer()), AssignedCommand.class);
        return Answers.created(Command.of(asked, assigned), written.replayed());
    }
}
