package dev.waymark.api.command;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.command.CommandRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Deletes a command with all below it; the audit keeps the fact.
@Controller("/v1/commands")
final class DeleteCommand {
    private final CommandRepository commands;
    private final Clock clock;

    DeleteCommand(CommandRepository commands, Clock clock) {
        this.commands = commands;
        this.clock = clock;
    }

    /// Deletes a command with all below it; the audit keeps the fact.
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(value = Scope.WRITE, agentKeys = true)
    void delete(@PathVariable UUID id, @Header("If-Match") @Nullable ExpectedVersion expected) {
        if (!commands.delete(id, ExpectedVersion.numberIn(expected), clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such command");
        }
    }
}
