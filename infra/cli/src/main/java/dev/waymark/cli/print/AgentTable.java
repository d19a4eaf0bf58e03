package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;

/// Agents, one a line.
public final class AgentTable {
    private AgentTable() {}

    /// In the order given.
    public static String render(Collection<JsonNode> agents, Screen screen) {
        var table = new Table("AGENT", "STATUS", "HEARD OF", "TYPE", "DESCRIPTION");
        agents.forEach(agent -> table.add(row(agent)));
        return table.render(screen);
    }

    private static List<Cell> row(JsonNode agent) {
        String status = agent.path("current_status").asText("");
        return List.of(
                new Cell(PlainText.firstLine(agent.path("name").asText("")), "bold"),
                new Cell(status, Styles.ofAgent(status)),
                Cell.of(Moments.shortTime(agent.path("heartbeat_at").asText(""))),
                Cell.of(PlainText.firstLine(agent.path("agent_type").asText(""))),
                Cell.of(PlainText.firstLine(agent.path("description").asText(""))));
    }
}
