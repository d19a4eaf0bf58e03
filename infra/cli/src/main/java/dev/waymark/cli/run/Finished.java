package dev.waymark.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// What the ledger made of the end of a step.
///
/// @param step as it is now
/// @param changes what changed in the machine's state: `summary`, `patch`, `noise`; missing where it is unknown
/// @param evaluation the verdict; missing where there is none
/// @param problems what was refused, fit to be shown
public record Finished(JsonNode step, JsonNode changes, JsonNode evaluation, List<String> problems) {
    public Finished {
        problems = List.copyOf(problems);
    }
}
