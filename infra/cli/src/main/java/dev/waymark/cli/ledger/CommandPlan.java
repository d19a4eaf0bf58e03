package dev.waymark.cli.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One command and its steps as the ledger shall hold them. Ids are part of the plan, so that recording it a second
/// time finds what the first time made.
///
/// @param id the command's
/// @param body what POST /v1/commands takes, with `id`
/// @param steps what POST /v1/commands/{id}/steps takes, each with `id`, in order
/// @param finalStatus what the command is set to when all steps are there; null leaves it open
public record CommandPlan(
        UUID id,
        ObjectNode body,
        List<ObjectNode> steps,
        @Nullable String finalStatus) {
    public CommandPlan {
        steps = List.copyOf(steps);
    }
}
