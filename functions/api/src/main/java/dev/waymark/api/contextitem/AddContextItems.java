package dev.waymark.api.contextitem;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.body.OneOrMany;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.contextitem.ContextItem;
import dev.waymark.contextitem.ContextItemAdding;
import dev.waymark.contextitem.ContextItemRepository;
import dev.waymark.contextitem.NewContextItem;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
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

/// Adds one context item to a conversation, or 1 to 500 in one transaction.
@Controller("/v1/conversations")
final class AddContextItems {
    private final ContextItemRepository items;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    AddContextItems(ContextItemRepository items, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.items = items;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// An item when one came by itself, else the page of all of them, in the order in which
    /// they came.
    @Post("/{external_id}/context-items")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    HttpResponse<?> add(
            @PathVariable("external_id") String externalId, @Body("context_items") OneOrMany<NewContextItem> asked) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var adding = new ContextItemAdding(ids, writer, now, asked.items());
        Written written = items.add(externalId, adding.body());
        List<ContextItem> added = adding.added(written.answer(), reader);
        return asked.many()
                ? Answers.created(new Page<>(added, null), written.replayed())
                : Answers.created(added.getFirst(), written.replayed());
    }
}
