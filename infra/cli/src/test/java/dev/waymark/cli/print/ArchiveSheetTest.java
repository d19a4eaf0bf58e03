package dev.waymark.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchiveSheetTest {
    private static final JsonNode KEPT = Json.read("""
            {"id": "0193a000-0000-7000-8000-000000000000", "kind": "system_state_snapshots", "status": "kept", "object_key": "t/k/2026/11/x.ndjson.zst",
             "rows": 42, "tables": {"documents": 30, "system_state_snapshots": 12}, "size_bytes": 12345, "sha256": "ab", "user_ids": ["u1\\u001b[2J"],
             "from_at": "2026-01-01T00:00:00.000000Z", "to_at": "2026-02-01T00:00:00.000000Z", "created_at": "2026-11-20T10:00:02.000000Z",
             "restore_requested_at": null, "restored_at": null, "restored_rows": null, "erased_at": null, "replaced_by": null}""");

    @Test
    void anArchiveIsShownWithWhatItHolds() {
        assertThat(new ArchiveSheet(KEPT, Screen.plain()).render())
                .startsWith("system_state_snapshots  kept\n")
                .contains("t/k/2026/11/x.ndjson.zst", "12.3 kB")
                .containsPattern("end users +\\[\"u1")
                .doesNotContain("\u001b")
                .containsPattern("documents +30")
                .containsPattern("system_state_snapshots +12")
                .doesNotContain("restored_at");
    }

    @Test
    void archivesAreShownOneALineWithHowTheyStand() {
        JsonNode asked = Json.read(
                "{\"status\": \"kept\", \"restore_requested_at\": \"2026-11-20T10:00:02Z\", \"restored_at\": null}");
        JsonNode back = Json.read("{\"status\": \"kept\", \"restored_at\": \"2026-11-20T10:00:02Z\"}");
        JsonNode erased = Json.read("{\"status\": \"erased\", \"size_bytes\": null}");
        assertThat(ArchiveTable.render(List.of(KEPT, asked, back, erased), Screen.plain())
                        .lines())
                .hasSize(5)
                .anyMatch(
                        line -> line.matches(
                                "0193a000-\\S+ +2026-11-20 10:00:02 +system_state_snapshots +42 +12.3 kB +2026-01-01 00:00:00 +2026-02-01 00:00:00 +kept"))
                .anyMatch(line -> line.strip().equals("coming back"))
                .anyMatch(line -> line.strip().equals("restored"))
                .anyMatch(line -> line.strip().equals("erased"));
    }
}
