package dev.waymark.api.message;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.message.Message;
import dev.waymark.message.MessagePages;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import java.util.UUID;

/// Reads a message.
@Controller("/v1/messages")
final class GetMessage {
    private final MessagePages messages;

    GetMessage(MessagePages messages) {
        this.messages = messages;
    }

    /// Reads a message.
    @Get("/{id}")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Message get(@PathVariable UUID id) {
        return messages.find(id)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such message"));
    }
}
