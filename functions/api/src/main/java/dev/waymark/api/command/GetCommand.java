package dev.waymark.api.command;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.command.Command;
import dev.waymark.command.CommandRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import java.util.UUID;

/// Reads a command.
@Controller("/v1/commands")
final class GetCommand {
    private final CommandRepository commands;

    GetCommand(CommandRepository commands) {
        this.commands = commands;
    }

    /// Reads a command.
    @Get("/{id}")
    @Access(value = Scope.READ, agentKeys = true)
    Command get(@PathVariable UUID id) {
        return commands.findById(id)
                .map(Command::of)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such command"));
    }
}
