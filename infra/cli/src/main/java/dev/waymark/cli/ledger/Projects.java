package dev.waymark.cli.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;

/// Makes sure that a project is there.
public final class Projects {
    private final WaymarkClient client;

    public Projects(WaymarkClient client) {
        this.client = client;
    }

    /// Creates the project unless it exists; one that exists is left exactly as it is.
    ///
    /// @return whether it was missing
    public boolean ensure(String key, ObjectNode body) {
        String path = "/v1/projects/" + PathName.encode(key);
        if (client.find(path).isPresent()) {
            return false;
        }
        client.putIfAbsent(path, body);
        return true;
    }
}
