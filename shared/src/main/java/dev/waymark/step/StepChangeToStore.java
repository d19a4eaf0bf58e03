package dev.waymark.step;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.document.NewDocuments;
import dev.waymark.document.ResultCipher;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import dev.waymark.json.Text;
import dev.waymark.snapshot.Sections;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `patch_step()` takes; absent members stay as they are.
///
/// @param executionResult canonical JSON as text, or encrypted
@Introspected
@OmitNull
public record StepChangeToStore(
        Instant at,
        String digest,
        @Nullable StepStatus status,
        @Nullable String executionResult,
        @Nullable Integer exitCode,
        @Nullable JsonNode resourceUsage,
        @Nullable JsonNode metadata,
        @Nullable String externalRef,
        @Nullable String branch,
        @Nullable String commitShaBefore,
        @Nullable String commitShaAfter,
        @Nullable Long promptTokens,
        @Nullable Long completionTokens,
        @Nullable Long totalTokens,
        @Nullable BigDecimal costUsd,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Long durationMs,
        @Nullable UUID beforeId,
        @Nullable Map<String, String> before,
        @Nullable UUID afterId,
        @Nullable Map<String, String> after,
        @Nullable Map<String, String> documents,
        @Nullable UUID checkpointId,
        @Nullable Long outputChunks) {

    /// What stands around appended output in a result, and does not count towards its limit.
    private static final long OUTPUT_MEMBERS_BYTES = "{\"stderr\":\"\",\"stdout\":\"\"}".length();

    /// The change as it is stored.
    ///
    /// @param id the step's
    /// @param results how results are written
    /// @param appended what the step has put out, where that becomes its result; how much of it there was is
    ///     told, so that nothing that comes meanwhile is lost
    public static StepChangeToStore of(
            UUID id,
            StepChange change,
            @Nullable AppendedResult appended,
            FieldWriter results,
            Ids ids,
            BodyWriter writer,
            Instant at) {
        var documents = new NewDocuments();
        TokenUsage usage = TokenUsage.orUnknown(change.tokenUsage());
        String result = StepRecording.canonical(appended == null ? change.executionResult() : appended.result());
        long around = appended == null ? 0 : OUTPUT_MEMBERS_BYTES;
        NewDocuments.requireFits("an execution_result", result == null ? 0 : Text.utf8Length(result) - around);
        return new StepChangeToStore(
                at,
                results.digest(Digest.of(writer.write(change))).hex(),
                change.status(),
                results.textOrNull(ResultCipher.result(id), result),
                change.exitCode(),
                change.resourceUsage(),
                change.metadata(),
                change.externalRef(),
                change.branch(),
                StepRecording.lowerCase(change.commitShaBefore()),
                StepRecording.lowerCase(change.commitShaAfter()),
                usage.promptTokens(),
                usage.completionTokens(),
                usage.totalTokens(),
                usage.costUsd(),
                change.startedAt(),
                change.endedAt(),
                change.durationMs(),
                change.before() == null ? null : ids.next(),
                stored(change.before(), documents),
                change.after() == null ? null : ids.next(),
                stored(change.after(), documents),
                documents.bodies(),
                change.checkpointId(),
                appended == null ? null : appended.chunks());
    }

    private static @Nullable Map<String, String> stored(@Nullable Sections sections, NewDocuments documents) {
        return sections == null ? null : sections.storedIn(documents);
    }
}
