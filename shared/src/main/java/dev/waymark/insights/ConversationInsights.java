package dev.waymark.insights;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;

/// What was said in conversations, by stretches of days, agent and role.
///
/// @param from the beginning of a day (UTC); so to, which is not included
/// @param items those that have messages, in order of time, agent and role
@Introspected
public record ConversationInsights(
        Instant from, Instant to, String bucket, ConversationFigures totals, List<ConversationFigures> items) {

    /// Made of the row for all and the rows of the stretches.
    public static ConversationInsights of(Instant from, Instant to, Bucket bucket, List<ConversationFiguresRow> rows) {
        List<ConversationFigures> figures =
                rows.stream().map(ConversationFigures::of).toList();
        return new ConversationInsights(
                from, to, bucket.word(), figures.getFirst(), figures.subList(1, figures.size()));
    }
}
