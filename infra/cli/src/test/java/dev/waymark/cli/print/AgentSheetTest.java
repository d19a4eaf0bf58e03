package dev.waymark.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentSheetTest {
    private static final JsonNode AGENT = Json.read("""
            {"id": "0193a000-0000-7000-8000-000000000000", "name": "coder", "agent_type": "swe", "description": "writes\\u001b[2J code",
             "system_instructions": "You are a coder.\\nBe brief.", "personality": null, "settings": {"a": 1},
             "current_status": "busy", "heartbeat_at": "2026-11-20T10:00:02.000000Z", "version": 3,
             "status": {"active_command_ids": ["c1"], "detail": {"at": "S3"}},
             "configs": [{"config_key": "temperature", "config_type": "float", "value": 0.2}],
             "capabilities": [{"name": "review", "version": "1.10", "enabled": true, "definition": {}},
                              {"name": "review", "version": "1.9", "enabled": false, "definition": {"a": 1}}]}""");

    @Test
    void anAgentIsShownWithAllThatBelongsToIt() {
        assertThat(new AgentSheet(AGENT, Screen.plain()).render())
                .startsWith("coder  busy  heard of 2026-11-20 10:00:02\n")
                .containsSubsequence(
                        "agent_type",
                        "swe",
                        "settings",
                        "{\"a\":1}",
                        "working on",
                        "[\"c1\"]",
                        "detail",
                        "{\"at\":\"S3\"}")
                .contains("description\n  writes·[2J code\n", "system_instructions\n  You are a coder.\n  Be brief.\n")
                .containsPattern("temperature +float +0\\.2")
                .containsPattern("review +1\\.10 +enabled")
                .containsPattern("review +1\\.9 +disabled +\\{\"a\":1}")
                .doesNotContain("personality");
    }

    @Test
    void agentsAreShownOneALine() {
        assertThat(AgentTable.render(List.of(AGENT, Json.read("{\"name\": \"silent\"}")), Screen.plain())
                        .lines())
                .hasSize(3)
                .anyMatch(line -> line.matches("coder +busy +2026-11-20 10:00:02 +swe +writes·\\[2J code"))
                .anyMatch(line -> line.strip().equals("silent"));
    }
}
