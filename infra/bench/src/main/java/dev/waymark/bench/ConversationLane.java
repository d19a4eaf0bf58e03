package dev.waymark.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Somebody who keeps conversations, in a database of its own.
interface ConversationLane extends AutoCloseable {
    /// What was read.
    ///
    /// @param milliseconds from the question to parsed messages
    /// @param texts of the messages in order, to be compared
    record Loaded(double milliseconds, List<String> texts) {}

    /// As tables show it.
    String name();

    PlainDatabase database();

    /// Keeps a conversation with these messages.
    void begin(String conversation, List<ObjectNode> messages) throws Exception;

    /// Whatever it does later to what has become old; does nothing where there is no such thing.
    void settle(String conversation) throws Exception;

    /// The same once nothing has happened in the conversation for an hour.
    default void rest(String conversation) throws Exception {}

    Loaded last(String conversation, int count) throws Exception;

    /// The milliseconds of one more message.
    double append(String conversation, ObjectNode message) throws Exception;

    /// The milliseconds of changing one member of the core state; NaN where there is none.
    double change(String conversation, int value) throws Exception;

    Loaded all(String conversation, int count) throws Exception;

    /// The milliseconds of the newest [#all(String, int)] up to where the messages are at hand as JSON text, not
    /// parsed; NaN where they are not to be had so.
    default double unparsed() {
        return Double.NaN;
    }

    /// Bytes allocated by the newest [#last(String, int)]; null where that cannot be told.
    @Nullable
    Long allocated();

    @Override
    void close() throws IOException, SQLException;
}
