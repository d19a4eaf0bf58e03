package dev.waymark.bench;

import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.step.NewStep;
import dev.waymark.step.StepRecording;
import java.time.Instant;
import java.util.List;

/// The step that every side records: executed, with texts, commits, tokens and a result of 374 bytes; with or without
/// the snapshots before and after it (two sections each, one of which the step changed).
final class SampleStep {
    private static final String STDOUT =
            "Obtaining file:///home/dev/demo\\n  Preparing metadata (pyproject.toml): done\\n"
                    + "Requirement already satisfied in /usr/lib/python3/dist-packages (from demo)\\n"
                    + "Building wheels for collected packages\\n  Building editable for demo (pyproject.toml): done\\n"
                    + "Installing collected packages in order\\nSuccessfully installed demo-0.1.0 in 2.31 s on Python 3.13\\n";
    private static final int RESULT_BYTES = 374;
    private static final String SNAPSHOTS = """
            , "before": {"system_info": {"os": "Debian 12", "kernel": "6.1.0-28-amd64", "hostname": "builder-7"},
                         "packages_installed": [{"name": "curl", "version": "7.88.1"}]},
              "after": {"system_info": {"os": "Debian 12", "kernel": "6.1.0-28-amd64", "hostname": "builder-7"},
                        "packages_installed": [{"name": "curl", "version": "7.88.1"}, {"name": "demo", "version": "0.1.0"}]}""";

    private SampleStep() {}

    /// The body of POST /v1/commands/{id}/steps.
    static String request(boolean snapshots) {
        return """
                {"command": "pip install -e .", "explanation": "install the package", "expected_outcome": "importable",
                 "step_type": "generated", "risk_level": "low", "status": "completed", "exit_code": 0,
                 "execution_result": %s,
                 "started_at": "2026-11-20T10:00:00Z", "ended_at": "2026-11-20T10:00:02.5Z",
                 "commit_sha_before": "3f2c9d0e7b6a5948372615049382716055443322", "branch": "main",
                 "token_usage": {"prompt_tokens": 1234, "completion_tokens": 567, "total_tokens": 1801, "cost_usd": 0.023}%s}""".formatted(result(), snapshots ? SNAPSHOTS : "");
    }

    /// The step's `execution_result` as it is stored: canonical JSON.
    static String result() {
        String empty = result("");
        return result(".".repeat(RESULT_BYTES - empty.length()));
    }

    private static String result(String filling) {
        return "{\"stderr\":\"\",\"stdout\":\"" + STDOUT + filling + "\"}";
    }

    /// What `record_steps()` takes for this step, with places where each recording has something of its own.
    static BodyTemplate stored(boolean snapshots, BodyReader reader, BodyWriter writer) {
        NewStep step = reader.read(StrictJson.read(request(snapshots)), NewStep.class);
        return BodyTemplate.of(
                new StepRecording(new Ids(), writer, FieldWriter.PLAIN, Instant.EPOCH, List.of(step)).body());
    }
}
