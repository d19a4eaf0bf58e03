package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// One agent with everything that is known of it.
public final class AgentSheet {
    private static final List<String> PLAIN = List.of("id", "agent_type", "created_at", "updated_at", "version");
    private static final List<String> TEXTS =
            List.of("description", "personality", "system_instructions", "assistant_instructions");

    private final JsonNode agent;
    private final Screen screen;
    private final StringBuilder text = new StringBuilder();

    /// A sheet for one agent, as `expand` gives it.
    public AgentSheet(JsonNode agent, Screen screen) {
        this.agent = agent;
        this.screen = screen;
    }

    /// The whole sheet, each line ended by a line break.
    public String render() {
        headline();
        PLAIN.forEach(name -> field(name, scalar(name)));
        field("settings", document(agent.path("settings")));
        field("working on", document(agent.path("status").path("active_command_ids")));
        field("detail", document(agent.path("status").path("detail")));
        TEXTS.forEach(this::block);
        table("configs", configs(), agent.path("configs"));
        table("capabilities", capabilities(), agent.path("capabilities"));
        return text.toString();
    }

    private void headline() {
        String status = agent.path("current_status").asText("");
        text.append(screen.styled("bold", scalar("name")));
        if (!status.isEmpty()) {
            text.append("  ")
                    .append(screen.styled(Styles.ofAgent(status), status))
                    .append("  heard of ")
                    .append(Moments.shortTime(agent.path("heartbeat_at").asText("")));
        }
        text.append('\n');
    }

    private Table configs() {
        var table = new Table("CONFIG", "TYPE", "VALUE");
        agent.path("configs")
                .forEach(config -> table.add(List.of(
                        Cell.of(PlainText.firstLine(config.path("config_key").asText(""))),
                        Cell.of(config.path("config_type").asText("")),
                        Cell.of(PlainText.firstLine(config.path("value").toString())))));
        return table;
    }

    private Table capabilities() {
        var table = new Table("CAPABILITY", "VERSION", "", "DEFINITION");
        agent.path("capabilities")
                .forEach(capability -> table.add(List.of(
                        Cell.of(PlainText.firstLine(capability.path("name").asText(""))),
                        Cell.of(PlainText.firstLine(capability.path("version").asText(""))),
                        capability.path("enabled").asBoolean()
                                ? new Cell("enabled", "green")
                                : new Cell("disabled", "faint"),
                        Cell.of(document(capability.path("definition"))))));
        return table;
    }

    private void table(String name, Table table, JsonNode rows) {
        if (rows.isArray() && !rows.isEmpty()) {
            text.append('\n').append(screen.styled("bold", name)).append('\n').append(table.render(screen));
        }
    }

    private String scalar(String name) {
        JsonNode value = agent.path(name);
        return value.isValueNode() && !value.isNull() ? PlainText.firstLine(value.asText()) : "";
    }

    private static String document(JsonNode value) {
        boolean nothing = value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty());
        return nothing ? "" : PlainText.firstLine(value.toString());
    }

    private void field(String name, String value) {
        if (!value.isBlank()) {
            text.append(String.format("  %-18s %s%n", name, value.strip()));
        }
    }

    private void block(String name) {
        String content = agent.path(name).isTextual() ? agent.path(name).textValue() : "";
        if (!content.isBlank()) {
            text.append('\n').append(screen.styled("bold", name)).append('\n');
            PlainText.lines(content)
                    .lines()
                    .forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }
}
