package dev.waymark.step;

import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.database.StoredText;
import dev.waymark.document.NewDocuments;
import dev.waymark.document.ResultCipher;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.id.Ids;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.json.StrictJson;
import dev.waymark.json.Text;
import dev.waymark.paging.Paging;
import dev.waymark.snapshot.Sections;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns steps as they are asked for into what `record_steps()` takes, and what that assigns into answers.
/// Needs no database: ids, digests and places in the timeline are made here, numbers and parents there.
public final class StepRecording {
    private static final int SHORT_CHARS = 16 * 1024;
    private static final int OTHER_MEMBERS_BYTES = 2_000;

    private final Ids ids;
    private final BodyWriter writer;
    private final FieldWriter results;
    private final NewDocuments documents = new NewDocuments();
    private final List<StepToStore> steps = new ArrayList<>();
    private final List<@Nullable String> plainResults = new ArrayList<>();
    private final Instant at;
    private long entries;
    private long answerBytes;

    /// Prepares the recording of these steps, all at once and in this order.
    ///
    /// @param results how results are written
    /// @param at when the steps are recorded
    public StepRecording(Ids ids, BodyWriter writer, FieldWriter results, Instant at, List<NewStep> asked) {
        this.ids = ids;
        this.writer = writer;
        this.results = results;
        this.at = at;
        asked.forEach(this::add);
    }

    /// The argument of `record_steps()`, as JSON.
    public String body() {
        return text(new StepsToStore(at, steps.size(), entries, documents.bodies(), steps));
    }

    /// The steps as they are now stored, in the order asked for.
    ///
    /// @param answer what `record_steps()` answered, now or to an earlier request with the same body
    public List<Step> recorded(UUID commandId, String answer, BodyReader reader) {
        AssignedSteps assigned = reader.read(StrictJson.read(answer), AssignedSteps.class);
        var recorded = new ArrayList<Step>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            recorded.add(Step.of(
                    commandId,
                    steps.get(i),
                    plainResults.get(i),
                    assigned,
                    assigned.steps().get(i)));
        }
        return recorded;
    }

    /// Whether the recorded steps fit in an answer.
    public boolean fitsInAnAnswer() {
        return answerBytes <= Paging.BUDGET_BYTES;
    }

    private void add(NewStep step) {
        UUID beforeId = step.before() == null ? null : ids.next();
        UUID id = ids.orNext(step.id());
        UUID afterId = step.after() == null ? null : ids.next();
        long entry = entries + (beforeId == null ? 0 : 1);
        entries = entry + (afterId == null ? 1 : 2);
        TokenUsage usage = TokenUsage.orUnknown(step.tokenUsage());
        String result = canonical(step.executionResult());
        String command = StoredText.of(step.command());
        long bytes = written(step.command()) + written(step.explanation()) + written(step.expectedOutcome());
        bytes += result == null ? 0 : Text.utf8Length(result);
        NewDocuments.requireFits("a step", bytes);
        answerBytes += bytes + OTHER_MEMBERS_BYTES;
        plainResults.add(result);
        steps.add(new StepToStore(
                steps.size(),
                id,
                steps.isEmpty() ? null : steps.getLast().id(),
                results.digest(Digest.of(writer.write(step))).hex(),
                entry,
                step.stepTypeOrDefault(),
                command,
                StoredText.orNull(step.explanation()),
                StoredText.orNull(step.expectedOutcome()),
                step.riskLevelOrDefault(),
                step.externalRef(),
                step.metadata(),
                documents.addOrNull(step.agentConfig()),
                step.statusOrDefault(),
                results.textOrNull(ResultCipher.result(id), result),
                step.exitCode(),
                step.resourceUsage(),
                step.branch(),
                lowerCase(step.commitShaBefore()),
                lowerCase(step.commitShaAfter()),
                usage.promptTokens(),
                usage.completionTokens(),
                usage.totalTokens(),
                usage.costUsd(),
                step.generatedAt(),
                step.startedAt(),
                step.endedAt(),
                duration(step),
                beforeId,
                stored(step.before()),
                afterId,
                stored(step.after()),
                step.checkpointId()));
    }

    private java.util.@Nullable Map<String, String> stored(@Nullable Sections sections) {
        return sections == null ? null : sections.storedIn(documents);
    }

    private String text(Object value) {
        return new String(writer.write(value), StandardCharsets.UTF_8);
    }

    private static @Nullable Long duration(NewStep step) {
        return step.startedAt() == null || step.endedAt() == null
                ? step.durationMs()
                : Long.valueOf(Math.round(ChronoUnit.MICROS.between(step.startedAt(), step.endedAt()) / 1e3));
    }

    static @Nullable String canonical(@Nullable JsonNode value) {
        return value == null ? null : new String(CanonicalJson.write(value), StandardCharsets.UTF_8);
    }

    static @Nullable String lowerCase(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /// What text weighs in an answer, with its escapes; short text is only estimated.
    private static long written(@Nullable String text) {
        if (text == null || text.length() < SHORT_CHARS) {
            return text == null ? 0 : text.length();
        }
        return CanonicalJson.write(JsonNode.createStringNode(text)).length;
    }
}
