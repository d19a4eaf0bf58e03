package dev.waymark.integrity;

import java.util.Locale;

/// What can be checked, in the order in which a whole check goes: a table each, and the
/// partitions of all tables.
public enum IntegrityCheck {
    TENANTS,
    AUDIT_EVENTS,
    DOCUMENTS(100),
    PACKS(50),
    PACKED_DOCUMENTS(20),
    PROJECTS,
    COMMANDS(200),
    COMMAND_STEPS,
    SYSTEM_STATE_SNAPSHOTS,
    STEP_EVALUATIONS,
    APPROVAL_REQUESTS,
    COMMAND_APPROVALS,
    STEP_OUTPUTS,
    ROLLBACKS(100),
    AGENTS,
    THREADS,
    SHARED_STATES,
    SHARED_STATE_VERSIONS,
    AGENT_STATES,
    STATE_TRANSITIONS,
    STATE_SCHEMAS,
    STATE_CHECKPOINTS(20),
    CHECKPOINT_WRITES,
    CONVERSATIONS(100),
    CONVERSATION_SESSIONS(20),
    MESSAGES,
    MESSAGE_IDS,
    MESSAGE_SEGMENTS(20),
    CONTEXT_SNAPSHOTS,
    MEMORY_CODES,
    MEMORY_ACCESSES,
    MEMORY_CONSOLIDATIONS,
    PARTITIONS;

    /// What one call looks at, at most, where a row costs little.
    private static final int ROWS = 500;

    private final int rows;

    IntegrityCheck() {
        this(ROWS);
    }

    IntegrityCheck(int rows) {
        this.rows = rows;
    }

    /// As callers write it; the table of that name, but for `partitions`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// How many rows of it one call looks at, at most: fewer where each has to be unpacked.
    int rows() {
        return rows;
    }
}
