package dev.waymark.api.message;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.body.OneOrMany;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.message.Message;
import dev.waymark.message.MessageAppending;
import dev.waymark.message.MessageCipher;
import dev.waymark.message.MessageReceipt;
import dev.waymark.message.MessageRepository;
import dev.waymark.message.MessageRules;
import dev.waymark.message.NewMessage;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Appends one message, or 1 to 500 in one transaction: one statement, one round trip. However
/// many append at once, the
/// positions have no gaps.
@Controller("/v1/conversations")
final class AppendMessages {
    private final MessageRepository messages;
    private final MessageCipher cipher;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;

    AppendMessages(
            MessageRepository messages, MessageCipher cipher, BodyReader reader, BodyWriter writer, Clock clock) {
        this.messages = messages;
        this.cipher = cipher;
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /// A message when one came by itself, else the page of all of them, in the order in which
    /// they came; only their
    /// receipts when they are larger than an answer.
    @Post("/{external_id}/messages")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    HttpResponse<?> append(
            @PathVariable("external_id") String externalId, @Body("messages") OneOrMany<NewMessage> asked) {
        String wrapper = asked.many() ? "/messages" : "";
        MessageRules.check(wrapper, asked.items());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var appending = new MessageAppending(cipher, writer, now, wrapper, asked.items());
        Written written = messages.append(externalId, appending.body());
        List<Message> appended = appending.appended(written.answer(), reader);
        if (asked.many() && !appending.fitsInAnAnswer()) {
            List<MessageReceipt> receipts =
                    appended.stream().map(MessageReceipt::of).toList();
            return Answers.created(new Page<>(receipts, null), written.replayed());
        }
        return asked.many()
                ? Answers.created(new Page<>(appended, null), written.replayed())
                : Answers.created(appended.getFirst(), written.replayed());
    }
}
