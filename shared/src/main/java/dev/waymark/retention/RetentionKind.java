package dev.waymark.retention;

import java.util.List;
import java.util.Locale;

/// What policies are about, in the order in which a sweep goes through them. The database mirrors it
/// (`retention_policies_kind_known`), and has the defaults (`default_policies()`).
public enum RetentionKind {
    /// Snapshots, counted from the end of their command.
    SYSTEM_STATE_SNAPSHOTS("archive delete"),
    /// Evaluations, counted from the end of their command; the verdicts and the figures by day stay.
    STEP_EVALUATIONS("archive delete"),
    /// Results of steps that are stored as they came, counted from the end of their command.
    PLAIN_EXECUTION_RESULTS("compress"),
    /// Results of steps, counted from the end of their command; the steps stay.
    EXECUTION_RESULTS("archive"),
    /// Checkpoints that were taken as temporary, counted from `expires_at`.
    TEMPORARY_CHECKPOINTS("delete archive"),
    /// Checkpoints that were taken to be archived, counted from `expires_at`.
    ARCHIVE_CHECKPOINTS("archive delete"),
    /// Memories, counted from `expires_at`.
    AGENT_MEMORIES("delete"),
    /// Conversations with all that is in them, counted from when they last changed.
    CONVERSATIONS("delete"),
    /// Messages, which leave with their conversation alone.
    MESSAGES(""),
    /// Versions of states that are not current any more, counted from when they ended.
    AGENT_STATES("delete"),
    /// Points of metrics, counted from `recorded_at`; a job of its own adds them up by day.
    AGENT_METRICS("roll_up");

    /// What a kind that stays for ever says.
    static final String KEEP = "keep";

    private final String actions;

    /// @param actions what may become of its rows, the usual first
    RetentionKind(String actions) {
        this.actions = actions;
    }

    /// As JSON and the database write it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether this may become of rows of this kind.
    public boolean takes(String then) {
        return then.equals(KEEP) || List.of(actions.split(" ", -1)).contains(then);
    }

    /// The words for people: what may become of rows of this kind, the usual first.
    public String actionsAsText() {
        return actions.isEmpty() ? KEEP : actions.replace(" ", ", ") + " or " + KEEP;
    }
}
