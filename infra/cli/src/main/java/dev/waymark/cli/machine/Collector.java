package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.JsonNode;

/// Sees one section of the machine's state.
interface Collector {
    /// The section's name.
    String section();

    /// What is there now. Lists are in an order that does not depend on chance.
    ///
    /// @throws UnseenException when this machine does not tell
    Seen collect() throws UnseenException;

    /// What was seen.
    ///
    /// @param note what is missing from it; empty when it is whole
    record Seen(JsonNode value, String note) {
        static Seen whole(JsonNode value) {
            return new Seen(value, "");
        }
    }
}
