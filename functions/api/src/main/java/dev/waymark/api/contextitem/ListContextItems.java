package dev.waymark.api.contextitem;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.contextitem.ContextItem;
import dev.waymark.contextitem.ContextItemRepository;
import dev.waymark.contextitem.ContextItemRow;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists the context items of a conversation, the most relevant first.
@Controller("/v1/conversations")
final class ListContextItems {
    private static final BigDecimal ABOVE_ALL = new BigDecimal(2);

    private final ContextItemRepository items;

    ListContextItems(ContextItemRepository items) {
        this.items = items;
    }

    /// Where a page ended: a relevance and an id.
    private record End(BigDecimal score, UUID id) {
        static End of(ContextItemRow row) {
            return new End(row.relevanceScore(), row.id());
        }

        String text() {
            return new Cursor.Names(score.toPlainString(), id.toString()).text();
        }

        static End read(@Nullable String cursor) {
            Cursor.Names names = Cursor.names(cursor);
            if (names == null) {
                return new End(ABOVE_ALL, new UUID(-1, -1));
            }
            try {
                return new End(relevance("cursor", names.first()), UUID.fromString(names.second()));
            } catch (IllegalArgumentException e) {
                var problem = wrong("cursor", "must be a next_cursor that this list has answered");
                problem.addSuppressed(e);
                throw problem;
            }
        }
    }

    /// The context items of a conversation, the most relevant first, by source and least
    /// relevance.
    @Get("/{external_id}/context-items")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Page<ContextItem> list(
            @PathVariable("external_id") String externalId,
            @QueryValue @Nullable String source,
            @QueryValue("min_relevance") @Nullable String minRelevance,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        End after = End.read(cursor);
        BigDecimal least = minRelevance == null ? BigDecimal.ZERO : relevance("min_relevance", minRelevance);
        return Paging.page(
                items.page(externalId, source, least, after.score(), after.id(), rows + 1, Paging.BUDGET_BYTES),
                rows,
                ContextItemRow::sizeBytes,
                row -> End.of(row).text(),
                ContextItem::of);
    }

    private static BigDecimal relevance(String parameter, String text) {
        if (!text.matches("[01](\\.\\d{1,9})?")) {
            throw wrong(parameter, "must be a number from 0 to 1");
        }
        return new BigDecimal(text);
    }

    private static ProblemException wrong(String parameter, String detail) {
        return ProblemException.invalid(FieldError.of(parameter, "format", detail));
    }
}
