package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/// Somebody who keeps the checkpoints of threads, in a database of its own.
interface CheckpointLane extends AutoCloseable {
    /// A state that was read.
    ///
    /// @param milliseconds from the question to the parsed state
    record Read(double milliseconds, JsonNode state) {}

    /// As tables show it.
    String name();

    /// Where its rows are.
    PlainDatabase database();

    /// Connects, with one connection.
    ///
    /// @param jdbcUrl its database, perhaps through something that counts
    void open(String jdbcUrl) throws Exception;

    /// Begins a thread with its checkpoint 0, and answers its milliseconds.
    double begin(String thread, ObjectNode state) throws Exception;

    /// Keeps the next checkpoint, and answers its milliseconds.
    ///
    /// @param state all of it
    /// @param edits what changed since the one before
    double put(ObjectNode state, List<ThreadStates.Edit> edits) throws Exception;

    /// Reads the state of a checkpoint of the thread begun last.
    ///
    /// @param latest asks for the newest without naming it; it is the one of this number
    Read get(int number, boolean latest) throws Exception;

    @Override
    void close() throws IOException, SQLException;
}
