package dev.waymark.api.command;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.command.Command;
import dev.waymark.command.CommandChange;
import dev.waymark.command.CommandRepository;
import dev.waymark.json.Digest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/// Moves a command along its statuses, or changes what is noted with it. Completing it starts its retention.
@Controller("/v1/commands")
final class PatchCommand {
    private final CommandRepository commands;
    private final BodyWriter writer;
    private final Clock clock;

    PatchCommand(CommandRepository commands, BodyWriter writer, Clock clock) {
        this.commands = commands;
        this.writer = writer;
        this.clock = clock;
    }

    /// Moves a command along its statuses, or changes what is noted with it.
    @Patch("/{id}")
    @Access(value = Scope.WRITE, agentKeys = true)
    Command patch(@PathVariable UUID id, @Header("If-Match") ExpectedVersion expected, @Body CommandChange change) {
        var body = new CommandChange.ToStore(
                clock.instant(),
                Digest.of(writer.write(change)).hex(),
                change.status(),
                change.externalRef(),
                change.metadata());
        String json = new String(writer.write(body), StandardCharsets.UTF_8);
        return Command.of(commands.change(id, expected.number(), json));
    }
}
