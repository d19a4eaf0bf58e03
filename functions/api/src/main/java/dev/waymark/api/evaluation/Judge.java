package dev.waymark.api.evaluation;

import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.database.StatementLimit;
import dev.waymark.database.Written;
import dev.waymark.evaluation.Evaluating;
import dev.waymark.evaluation.Evaluation;
import dev.waymark.evaluation.EvaluationRepository;
import dev.waymark.evaluation.EvaluationRow;
import dev.waymark.evaluation.EvidenceCipher;
import dev.waymark.evaluation.StoredEvaluations;
import dev.waymark.id.Ids;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Stores judgements once the database has found that their predicates come out as they were taken to, and reads back
/// those of an earlier request.
@Singleton
final class Judge {
    /// What all predicates of a request may take together, and matching the remedies after them.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Taken to hold, then as they came out, and once more where what they look at has changed in between.
    private static final int MAX_ATTEMPTS = 3;

    private final EvaluationRepository evaluations;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;
    private final EvidenceCipher evidence;

    Judge(
            EvaluationRepository evaluations,
            BodyReader reader,
            BodyWriter writer,
            Ids ids,
            Clock clock,
            EvidenceCipher evidence) {
        this.evaluations = evaluations;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
        this.evidence = evidence;
    }

    /// What was stored.
    record Stored(List<Evaluation> evaluations, long remaining, boolean replayed) {}

    Evaluating evaluating(long remaining) {
        return new Evaluating(ids, writer, evidence.writer(), clock.instant(), remaining);
    }

    /// Stores all of it or nothing.
    ///
    /// @param command null to take that of the first step
    /// @throws ProblemException 422 with every predicate that is none, or for one that takes too long
    Stored stored(@Nullable UUID command, Evaluating evaluating) {
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            String body = evaluating.body();
            Written written = StatementLimit.within(
                    PATIENCE, () -> evaluations.store(command == null ? null : command.toString(), body));
            if (written.replayed()) {
                return kept(written.answer());
            }
            StoredEvaluations stored = Evaluating.read(reader, written.answer());
            refuse(stored);
            JsonNode outcomes = stored.outcomes();
            if (outcomes == null) {
                return new Stored(evaluating.stored(stored), Objects.requireNonNull(stored.remaining()), false);
            }
            evaluating.comesOut(outcomes);
        }
        throw ProblemException.of(ProblemType.UNAVAILABLE, "the predicates come out otherwise each time; try again");
    }

    /// The answer to an earlier request with the same idempotency key.
    Stored kept(String answer) {
        StoredEvaluations kept = Evaluating.read(reader, answer);
        List<UUID> asked = Objects.requireNonNull(kept.evaluations()).stream()
                .map(StoredEvaluations.Stored::id)
                .toList();
        Map<UUID, Evaluation> rows = new HashMap<>();
        for (EvaluationRow row : evaluations.named(idsAsJson(asked))) {
            rows.put(row.id(), Evaluation.of(row, evidence));
        }
        if (!rows.keySet().containsAll(asked)) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such step");
        }
        return new Stored(asked.stream().map(rows::get).toList(), Objects.requireNonNull(kept.remaining()), true);
    }

    static String idsAsJson(Collection<UUID> ids) {
        return ids.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    private static void refuse(StoredEvaluations stored) {
        if (stored.tooSlow() != null) {
            String detail = "the predicate at %s was stopped after %d seconds"
                    .formatted(stored.tooSlow(), PATIENCE.toSeconds());
            throw ProblemException.of(
                            ProblemType.PREDICATE_TOO_SLOW,
                            detail,
                            FieldError.at(stored.tooSlow(), "too_slow", "takes longer than a predicate may"))
                    .with("pointer", stored.tooSlow());
        }
        if (stored.errors() != null) {
            EvaluationRules.raise(stored.errors().stream()
                    .map(flaw -> FieldError.at(flaw.pointer(), "predicate", flaw.detail()))
                    .toList());
        }
    }
}
