package dev.waymark.archive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Tells apart which lines of an archive are an end user's: the rows that name the user, what hangs
/// below these, and the documents and packs that nobody else refers to.
///
/// Segments of sealed messages cannot be taken apart by a line: where several users share an
/// archive they go as a whole.
final class UserLines {
    private static final Set<String> NAMING_A_USER = Set.of("user_id", "sender_user_id");
    private static final Set<String> NAMING_A_PARENT =
            Set.of("conversation_id", "message_id", "memory_id", "checkpoint_id");
    private static final Set<String> REFERRED_TO = Set.of("documents", "packs", "packed_documents");

    private final String userId;

    UserLines(String userId) {
        this.userId = userId;
    }

    /// The lines that are left.
    List<String> removedFrom(List<String> lines) {
        List<ArchivedRow> rows = lines.stream().map(ArchivedRow::of).toList();
        Set<String> gone = goneIds(rows);
        List<String> own = new ArrayList<>();
        List<ArchivedRow> shared = new ArrayList<>();
        for (ArchivedRow row : rows) {
            if (REFERRED_TO.contains(row.table())) {
                shared.add(row);
            } else if (!isGone(row, gone)) {
                own.add(row.line());
            }
        }
        return own.isEmpty() ? List.of() : withWhatTheyNeed(own, shared);
    }

    private Set<String> goneIds(List<ArchivedRow> rows) {
        Set<String> gone = new HashSet<>();
        int before;
        do {
            before = gone.size();
            for (ArchivedRow row : rows) {
                String id = row.names().get("id");
                if (id != null && isGone(row, gone)) {
                    gone.add(id);
                }
            }
        } while (gone.size() > before);
        return gone;
    }

    private boolean isGone(ArchivedRow row, Set<String> gone) {
        return row.table().equals("message_segments")
                || NAMING_A_USER.stream()
                        .anyMatch(name -> userId.equals(row.names().get(name)))
                || gone.contains(row.names().getOrDefault("id", ""))
                || NAMING_A_PARENT.stream()
                        .anyMatch(name -> gone.contains(row.names().getOrDefault(name, "")));
    }

    private static List<String> withWhatTheyNeed(List<String> own, List<ArchivedRow> shared) {
        List<String> left = new ArrayList<>(own);
        List<ArchivedRow> rest = new ArrayList<>(shared);
        boolean more = true;
        while (more) {
            more = false;
            for (ArchivedRow row : List.copyOf(rest)) {
                if (left.stream().anyMatch(line -> line.contains(row.reference()))) {
                    left.add(row.line());
                    rest.remove(row);
                    more = true;
                }
            }
        }
        return left;
    }
}
