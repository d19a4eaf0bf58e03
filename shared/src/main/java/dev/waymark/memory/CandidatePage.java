package dev.waymark.memory;

import dev.waymark.paging.Cursor.Moment;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The candidates of a search, so many at a time, as one row: ten thousand rows take longer to hand
/// over than to find.
///
/// @param rows how many there are
/// @param oldestAt when the oldest of them was made, and
/// @param oldestId its id: the next page is before it
/// @param candidates a line for each: id, version, importance, recency, words, scale, slack, fine
///     slack, divided by blanks, with `-` for what is not there
@MappedEntity("memory_candidates")
public record CandidatePage(
        @Id long rows,
        @Nullable Instant oldestAt,
        @Nullable UUID oldestId,
        @Nullable String candidates) {

    /// Where the next page begins; null where there is none.
    @Nullable
    Moment next(int pageRows) {
        return rows < pageRows || oldestAt == null || oldestId == null ? null : new Moment(oldestAt, oldestId);
    }

    List<Candidate> read() {
        if (candidates == null) {
            return List.of();
        }
        var read = new ArrayList<Candidate>((int) rows);
        var line = new Line(candidates);
        while (line.hasMore()) {
            read.add(new Candidate(
                    UUID.fromString(line.next()),
                    Long.parseLong(line.next()),
                    Double.parseDouble(line.next()),
                    Double.parseDouble(line.next()),
                    line.numberOrNull(),
                    line.bounds()));
        }
        return read;
    }

    private static final class Line {
        private final String text;
        private int position;

        Line(String text) {
            this.text = text;
        }

        boolean hasMore() {
            return position < text.length();
        }

        String next() {
            int end = position;
            while (end < text.length() && text.charAt(end) > ' ') {
                end++;
            }
            String word = text.substring(position, end);
            position = end + 1;
            return word;
        }

        @Nullable
        Double numberOrNull() {
            String word = next();
            return word.equals("-") ? null : Double.valueOf(word);
        }

        @Nullable
        CodeBounds bounds() {
            String scale = next();
            String slack = next();
            String fineSlack = next();
            return scale.equals("-")
                    ? null
                    : new CodeBounds(Float.parseFloat(scale), Float.parseFloat(slack), Float.parseFloat(fineSlack));
        }
    }
}
