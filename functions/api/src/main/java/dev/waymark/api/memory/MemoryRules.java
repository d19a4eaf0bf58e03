package dev.waymark.api.memory;

import dev.waymark.body.OneOrMany;
import dev.waymark.json.StrictJson;
import dev.waymark.memory.Embedding;
import dev.waymark.memory.MemoryChange;
import dev.waymark.memory.MemorySearch;
import dev.waymark.memory.MemoryType;
import dev.waymark.memory.NewConsolidation;
import dev.waymark.memory.NewMemory;
import dev.waymark.memory.SearchToRun;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What memories must not say, beyond what their members tell by themselves; reads their embeddings
/// along the way.
final class MemoryRules {
    private final List<FieldError> errors = new ArrayList<>();

    private MemoryRules() {}

    /// Checks every memory of a request.
    ///
    /// @return their embeddings in their order, null for a memory without one
    /// @throws ProblemException 422 with all that is wrong, up to as much as one answer tells
    static List<float @Nullable []> check(OneOrMany<NewMemory> asked) {
        var rules = new MemoryRules();
        var embeddings = new ArrayList<float @Nullable []>(asked.items().size());
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < asked.items().size(); i++) {
            NewMemory memory = asked.items().get(i);
            String at = at(asked, i);
            rules.checkContent(at, memory.memoryType(), memory.content());
            embeddings.add(rules.embedding(at, memory.embedding()));
            if (memory.id() != null && !ids.add(memory.id())) {
                rules.add(at + "/id", "duplicate", "is the id of an earlier memory in this request");
            }
            rules.raiseWhenMany();
        }
        rules.raise();
        return embeddings;
    }

    /// Where a memory stands in a request.
    static String at(OneOrMany<NewMemory> asked, int place) {
        return asked.many() ? "/memories/" + place : "";
    }

    /// Checks a change; whether content fits a type that is not named is for the database to say.
    ///
    /// @return its embedding; null where it has none
    static float @Nullable [] check(MemoryChange change) {
        var rules = new MemoryRules();
        if (change.memoryType() != null && change.content() != null) {
            rules.checkContent("", change.memoryType(), change.content());
        }
        float[] embedding = rules.embedding("", change.embedding().value());
        rules.raise();
        return embedding;
    }

    /// Checks a consolidation.
    ///
    /// @return its embedding; null where it has none
    static float @Nullable [] check(NewConsolidation asked) {
        var rules = new MemoryRules();
        rules.checkContent("", asked.type(), asked.content());
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < asked.sourceIds().size(); i++) {
            if (!ids.add(asked.sourceIds().get(i))) {
                rules.add("/source_ids/" + i, "duplicate", "stands in the list before");
            }
        }
        float[] embedding = rules.embedding("", asked.embedding());
        rules.raise();
        return embedding;
    }

    /// Checks a search.
    ///
    /// @return its embedding; null where it has none
    static float @Nullable [] check(MemorySearch search, SearchToRun toRun) {
        var rules = new MemoryRules();
        float[] embedding = rules.embedding("", search.embedding());
        if (toRun.weights().sum() <= 0) {
            rules.add("/weights", "range", "at least one part that is asked for must count");
        }
        rules.raise();
        return embedding;
    }

    private void checkContent(String at, MemoryType type, JsonNode content) {
        for (String key : type.requiredKeys()) {
            if (content.get(key) == null) {
                add(
                        at + "/content/" + key,
                        "required",
                        "content of a memory that is %s must have %s".formatted(type.text(), key));
            }
        }
    }

    private float @Nullable [] embedding(String at, @Nullable JsonNode embedding) {
        return embedding == null ? null : Embedding.read(embedding, at + "/embedding", errors);
    }

    private void add(String at, String code, String detail) {
        errors.add(FieldError.at(at, code, detail));
    }

    private void raiseWhenMany() {
        if (errors.size() >= StrictJson.MAX_ERRORS) {
            throw ProblemException.invalid(errors.subList(0, StrictJson.MAX_ERRORS));
        }
    }

    private void raise() {
        raiseWhenMany();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }
}
