package dev.waymark.message;

import dev.waymark.json.JsonOutput;
import java.util.List;
import java.util.Map;

/// A segment to be made.
///
/// @param rows its messages, which follow one another without a gap
/// @param live the row versions of those that are live, by position
/// @param segments the segments that it takes the place of
record SegmentDraft(List<MessageRow> rows, Map<Integer, Long> live, List<OpenSegment> segments) {
    int first() {
        return rows.getFirst().position();
    }

    int last() {
        return rows.getLast().position();
    }

    /// What `seal_messages()` compares with what is there.
    String made(int contentBytes, String language) {
        String rowVersions = SaidMessages.list(
                List.copyOf(live.entrySet()),
                row -> new JsonOutput()
                        .ascii('[')
                        .number(row.getKey())
                        .ascii(',')
                        .number(row.getValue())
                        .ascii(']'));
        return "{\"first_position\":%d,\"last_position\":%d,\"content_bytes\":%d,\"language\":\"%s\",\"figures\":%s,\"rows\":%s,\"segments\":%s}"
                .formatted(
                        first(),
                        last(),
                        contentBytes,
                        language,
                        SegmentFigures.json(rows),
                        rowVersions,
                        digests(segments));
    }

    /// Segments as the functions take them to be the same: `[[first_position, "<hex digest>"], …]`.
    static String digests(List<OpenSegment> segments) {
        return SaidMessages.list(
                segments,
                segment -> new JsonOutput()
                        .ascii('[')
                        .number(segment.first())
                        .ascii(",\"")
                        .ascii(segment.digest())
                        .ascii("\"]"));
    }
}
