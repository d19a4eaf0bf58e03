package dev.waymark.evaluation;

import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.document.NewDocuments;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.id.Ids;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns judgements into what `store_evaluations()` takes, and what that assigns into answers. Needs no database.
///
/// What a judgement says depends on how its predicates come out, which only the database finds out. So a judgement is
/// sent for the outcome that is hoped for, and made again for the real one where that is another: in most cases one
/// statement for both.
public final class Evaluating {
    /// A summary that is larger stays where it is, under its own route.
    private static final int MAX_CHANGES_BYTES = 1024 * 1024;

    private final Ids ids;
    private final BodyWriter writer;
    private final FieldWriter evidence;
    private final Instant at;
    private final long remaining;
    private final List<One> evaluations = new ArrayList<>();

    /// One evaluation on its way.
    ///
    /// @param pointer where it stands in the request
    /// @param rules null for one from outside
    private record One(
            UUID id,
            UUID step,
            String pointer,
            @Nullable Rules rules,
            List<Expectation> expectations,
            Judgement judgement,
            List<@Nullable Boolean> outcomes) {}

    /// Begins with none.
    ///
    /// @param evidence how evidence is written
    /// @param remaining executed steps that wait for another call, to be told along with the answer
    public Evaluating(Ids ids, BodyWriter writer, FieldWriter evidence, Instant at, long remaining) {
        this.ids = ids;
        this.writer = writer;
        this.evidence = evidence;
        this.at = at;
        this.remaining = remaining;
    }

    /// Adds an evaluation by rules, taking every expectation to hold.
    public void add(@Nullable UUID id, UUID step, String pointer, Rules rules, List<Expectation> expectations) {
        List<@Nullable Boolean> hoped = new ArrayList<>();
        expectations.forEach(_ -> hoped.add(Boolean.TRUE));
        evaluations.add(new One(ids.orNext(id), step, pointer, rules, expectations, rules.judgement(hoped), hoped));
    }

    /// Adds an evaluation that somebody outside has made.
    public void add(@Nullable UUID id, UUID step, Judgement judgement) {
        evaluations.add(new One(ids.orNext(id), step, "", null, List.of(), judgement, List.of()));
    }

    /// Judges again by how the predicates came out.
    ///
    /// @param outcomes for each evaluation an array, for each of its expectations true, false or null
    public void comesOut(JsonNode outcomes) {
        for (int i = 0; i < evaluations.size(); i++) {
            One one = evaluations.get(i);
            if (one.rules() != null) {
                List<@Nullable Boolean> real = new ArrayList<>();
                Objects.requireNonNull(outcomes.get(i))
                        .values()
                        .forEach(outcome -> real.add(outcome.isNull() ? null : outcome.getBooleanValue()));
                evaluations.set(
                        i,
                        new One(
                                one.id(),
                                one.step(),
                                one.pointer(),
                                one.rules(),
                                one.expectations(),
                                one.rules().judgement(real),
                                real));
            }
        }
    }

    /// The argument of `store_evaluations()`, as JSON.
    public String body() {
        var documents = new NewDocuments();
        List<EvaluationToStore> stored = new ArrayList<>();
        for (One one : evaluations) {
            stored.add(toStore(stored.size(), one, documents));
        }
        return text(new EvaluationToStore.Many(at, remaining, documents.bodies(), stored));
    }

    /// The evaluations as they are now stored.
    public List<Evaluation> stored(StoredEvaluations assigned) {
        UUID command = Objects.requireNonNull(assigned.commandId());
        List<StoredEvaluations.Stored> all = Objects.requireNonNull(assigned.evaluations());
        List<Evaluation> stored = new ArrayList<>();
        for (int i = 0; i < evaluations.size(); i++) {
            One one = evaluations.get(i);
            Judgement judgement = one.judgement();
            JsonNode changes = changes(one);
            stored.add(new Evaluation(
                    one.id(),
                    one.step(),
                    command,
                    name(judgement.type()),
                    raw(judgement.successIndicators()),
                    raw(judgement.failureIndicators()),
                    changes == null ? null : RawJson.of(changes),
                    raw(judgement.recommendations()),
                    judgement.confidence(),
                    judgement.evaluator(),
                    at,
                    at,
                    raw(all.get(i).proposedSteps())));
        }
        return stored;
    }

    /// What `store_evaluations()` answered.
    public static StoredEvaluations read(BodyReader reader, String answer) {
        return reader.read(StrictJson.read(answer), StoredEvaluations.class);
    }

    private EvaluationToStore toStore(int place, One one, NewDocuments documents) {
        Judgement judgement = one.judgement();
        JsonNode subject = subject(one);
        JsonNode changes = changes(one);
        return new EvaluationToStore(
                place,
                one.id(),
                one.step(),
                judgement.type(),
                judgement.confidence(),
                judgement.evaluator(),
                hidden(EvidenceCipher.SUCCESS, one, judgement.successIndicators()),
                hidden(EvidenceCipher.FAILURE, one, judgement.failureIndicators()),
                documents.addOrNull(changes),
                hidden(EvidenceCipher.RECOMMENDATIONS, one, judgement.recommendations()),
                Context.visible(subject),
                evidence.digest(Digest.of(CanonicalJson.write(subject))).hex(),
                one.rules() == null ? null : one.rules().contextForDatabase(),
                one.expectations().isEmpty() ? null : assumed(one));
    }

    private static List<EvaluationToStore.Assumed> assumed(One one) {
        List<EvaluationToStore.Assumed> assumed = new ArrayList<>();
        for (int i = 0; i < one.expectations().size(); i++) {
            assumed.add(new EvaluationToStore.Assumed(
                    Rules.predicatePointer(one.pointer(), i),
                    one.expectations().get(i).predicate(),
                    one.outcomes().get(i)));
        }
        return assumed;
    }

    /// The evaluation as remedies see it.
    private JsonNode subject(One one) {
        Judgement judgement = one.judgement();
        JsonNode changes = changes(one);
        Map<String, JsonNode> subject = new LinkedHashMap<>();
        subject.put("step_id", JsonNode.createStringNode(one.step().toString()));
        subject.put("evaluation_type", JsonNode.createStringNode(name(judgement.type())));
        subject.put("success_indicators", StrictJson.read(writer.write(judgement.successIndicators())));
        subject.put("failure_indicators", StrictJson.read(writer.write(judgement.failureIndicators())));
        subject.put("state_changes", changes == null ? JsonNode.nullNode() : changes);
        subject.put("recommendations", StrictJson.read(writer.write(judgement.recommendations())));
        subject.put(
                "confidence_score",
                JsonNode.createNumberNode(judgement.confidence().doubleValue()));
        subject.put("evaluator", JsonNode.createStringNode(judgement.evaluator()));
        return JsonNode.createObjectNode(subject);
    }

    private static @Nullable JsonNode changes(One one) {
        JsonNode changes = one.judgement().stateChanges();
        if (changes == null || CanonicalJson.write(changes).length <= MAX_CHANGES_BYTES) {
            return changes;
        }
        return JsonNode.createObjectNode(
                Map.of("link", JsonNode.createStringNode("/v1/steps/" + one.step() + "/state-changes")));
    }

    private RawJson raw(Object value) {
        return new RawJson(writer.write(value));
    }

    private String text(Object value) {
        return new String(writer.write(value), StandardCharsets.UTF_8);
    }

    private String hidden(String column, One one, Object value) {
        return evidence.text(EvidenceCipher.place(column, one.id()), text(value));
    }

    private static String name(EvaluationType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
