package dev.waymark.approval;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A decision as it is handed in.
///
/// @param id the client's own id
/// @param approvalReasoning why; required for steps of high and critical risk
/// @param expectedImpact the changes that the approver expects; evaluations hold the step against them
@Introspected
public record NewApproval(
        @Nullable UUID id,
        Decision decision,
        @Nullable @Text(maxBytes = 65_536) String approvalReasoning,

        @Nullable @Document @JsonObject @Text(maxBytes = 65_536)
        JsonNode expectedImpact) {}
