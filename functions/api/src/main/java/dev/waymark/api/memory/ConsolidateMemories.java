package dev.waymark.api.memory;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.StrictJson;
import dev.waymark.memory.Consolidation;
import dev.waymark.memory.ConsolidationToStore;
import dev.waymark.memory.Memory;
import dev.waymark.memory.MemoryCipher;
import dev.waymark.memory.MemoryIds;
import dev.waymark.memory.MemoryRepository;
import dev.waymark.memory.MemoryToStore;
import dev.waymark.memory.NewConsolidation;
import dev.waymark.memory.SourceRow;
import dev.waymark.token.TokenCounter;
import dev.waymark.token.TokenEncoding;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Makes one memory of several. The sources stay, superseded: searches pass them over unless
/// asked not to.
@Controller("/v1/agents")
final class ConsolidateMemories {
    private final MemoryRepository memories;
    private final MemoryCipher cipher;
    private final TokenCounter tokens;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    ConsolidateMemories(
            MemoryRepository memories,
            MemoryCipher cipher,
            TokenCounter tokens,
            BodyReader reader,
            BodyWriter writer,
            Ids ids,
            Clock clock) {
        this.memories = memories;
        this.cipher = cipher;
        this.tokens = tokens;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes one memory of 1 to 100 of the agent's, and says how many tokens that saves. 409
    /// where one of them has been superseded already.
    @Post("/{name}/memories/consolidate")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    HttpResponse<Consolidation> consolidate(@PathVariable String name, @Body NewConsolidation asked) {
        float[] embedding = MemoryRules.check(asked);
        List<SourceRow> sources = memories.sources(name, MemoryIds.of(asked.sourceIds())).stream()
                .map(cipher::opened)
                .toList();
        MemoryToStore memory = MemoryToStore.of("", asked.memory(sources), embedding, cipher.writer(), ids);
        var body = ConsolidationToStore.of(
                ids.next(),
                asked.consolidationTypeOrDefault(),
                tokensSaved(sources, asked.content()),
                sources,
                memory,
                writer,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        Written written = memories.consolidate(name, new String(writer.write(body), StandardCharsets.UTF_8));
        Consolidation.Answered done = reader.read(StrictJson.read(written.answer()), Consolidation.Answered.class);
        return Answers.created(
                new Consolidation(
                        done.id(),
                        done.agentId(),
                        List.copyOf(asked.sourceIds()),
                        done.memoryId(),
                        asked.consolidationTypeOrDefault(),
                        done.tokensSaved(),
                        Memory.of(name, memory, asked.content(), done),
                        done.createdAt()),
                written.replayed());
    }

    private long tokensSaved(List<SourceRow> sources, JsonNode content) {
        long before = sources.stream()
                .mapToLong(source -> count(new String(source.content(), StandardCharsets.UTF_8)))
                .sum();
        return before - count(new String(CanonicalJson.write(content), StandardCharsets.UTF_8));
    }

    private long count(String content) {
        return tokens.count(content, TokenEncoding.DEFAULT);
    }
}
