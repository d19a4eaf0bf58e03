package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One step with everything that is known of it.
public final class StepSheet {
    private static final int SHORT_LINES = 20;
    /// Shown by name in this order before the texts; what the API adds later is in `--json`.
    private static final List<String> PLAIN = List.of(
            "id",
            "command_id",
            "step_index",
            "step_type",
            "parent_step_id",
            "branch",
            "commit_sha_before",
            "commit_sha_after",
            "external_ref",
            "started_at",
            "ended_at",
            "created_at",
            "version");
    /// Small documents, on one line.
    private static final List<String> DOCUMENTS = List.of("agent_config", "resource_usage", "metadata");

    private final JsonNode step;
    private final Screen screen;
    private final boolean full;
    private final StringBuilder text = new StringBuilder();

    /// A sheet for one step.
    ///
    /// @param full whether long outputs are shown whole
    public StepSheet(JsonNode step, Screen screen, boolean full) {
        this.step = step;
        this.screen = screen;
        this.full = full;
    }

    /// The whole sheet, each line ended by a line break.
    ///
    /// @param snapshots of the step
    public String render(Snapshots snapshots) {
        headline();
        PLAIN.forEach(name -> field(name, scalar(name)));
        usage();
        DOCUMENTS.forEach(name -> field(name, document(name)));
        block("command", step.path("command"));
        block("explanation", step.path("explanation"));
        block("expected_outcome", step.path("expected_outcome"));
        step.path("execution_result").properties().forEach(part -> block(part.getKey(), part.getValue()));
        archived();
        states(snapshots);
        return text.toString();
    }

    private void archived() {
        String archive = step.at("/execution_archive/archive_id").asText("");
        if (!archive.isEmpty() && !step.path("execution_result").isObject()) {
            text.append('\n')
                    .append(screen.styled("bold", "result"))
                    .append("\n  left for archive ")
                    .append(PlainText.firstLine(archive))
                    .append(": bring it back with waymark archive restore ")
                    .append(PlainText.firstLine(archive))
                    .append('\n');
        }
    }

    private void headline() {
        String status = step.path("status").asText("");
        String risk = step.path("risk_level").asText("");
        text.append(screen.styled("bold", "S" + step.path("step_number").asText("?")))
                .append("  ")
                .append(screen.styled(Styles.ofStatus(status), status));
        if (!risk.isEmpty()) {
            text.append("  ").append(screen.styled(Styles.ofRisk(risk), risk + " risk"));
        }
        if (step.path("exit_code").isNumber()) {
            text.append("  exit ").append(step.path("exit_code").asText());
        }
        if (step.path("duration_ms").isNumber()) {
            text.append("  ").append(Figures.duration(step.path("duration_ms")));
        }
        text.append(step.path("active").asBoolean(true) ? "" : "  inactive (rolled back)");
        text.append(step.path("policy_violation").asBoolean(false) ? "  policy violation" : "");
        text.append('\n');
    }

    private void usage() {
        JsonNode usage = step.path("token_usage");
        String cost = Figures.usd(usage.path("cost_usd"));
        if (usage.path("total_tokens").isNumber() || !cost.isEmpty()) {
            field(
                    "tokens",
                    usage.path("total_tokens").asText("?") + " (prompt "
                            + usage.path("prompt_tokens").asText("?") + ", completion "
                            + usage.path("completion_tokens").asText("?") + ") " + cost);
        }
    }

    private String scalar(String name) {
        JsonNode value = step.path(name);
        return value.isValueNode() && !value.isNull() ? PlainText.firstLine(value.asText()) : "";
    }

    private String document(String name) {
        JsonNode value = step.path(name);
        return value.isContainerNode() && !value.isEmpty() ? PlainText.firstLine(value.toString()) : "";
    }

    private void field(String name, String value) {
        if (!value.isBlank()) {
            text.append(String.format("  %-18s %s%n", name, value.strip()));
        }
    }

    private void block(String name, JsonNode value) {
        String content =
                value.isTextual() ? value.textValue() : value.isMissingNode() || value.isNull() ? "" : value.toString();
        if (content.isBlank()) {
            return;
        }
        text.append('\n')
                .append(screen.styled("bold", PlainText.firstLine(name)))
                .append('\n');
        List<String> lines = PlainText.lines(content).lines().toList();
        int shown = full ? lines.size() : Math.min(lines.size(), SHORT_LINES);
        int width = full || screen.columns() == 0 ? Integer.MAX_VALUE : Math.max(40, screen.columns() - 2);
        lines.subList(0, shown)
                .forEach(line ->
                        text.append("  ").append(PlainText.cut(line, width)).append('\n'));
        if (shown < lines.size()) {
            int bytes = content.getBytes(StandardCharsets.UTF_8).length;
            String note =
                    "… " + (lines.size() - shown) + " more lines of " + Figures.bytes(bytes) + ": --full shows all";
            text.append("  ").append(screen.styled("faint", note)).append('\n');
        }
    }

    private void states(Snapshots snapshots) {
        List<String> lines = snapshots.lines();
        if (lines.isEmpty()) {
            return;
        }
        text.append('\n').append(screen.styled("bold", "state before → after")).append('\n');
        lines.forEach(line -> text.append("  ").append(line).append('\n'));
        if (full) {
            block("before", snapshots.before());
            block("after", snapshots.after());
        }
    }
}
