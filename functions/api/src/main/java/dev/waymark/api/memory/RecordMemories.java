package dev.waymark.api.memory;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.body.OneOrMany;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.memory.MemoriesToStore;
import dev.waymark.memory.Memory;
import dev.waymark.memory.MemoryCipher;
import dev.waymark.memory.MemoryReceipt;
import dev.waymark.memory.MemoryRepository;
import dev.waymark.memory.MemoryToStore;
import dev.waymark.memory.NewMemory;
import dev.waymark.memory.RecordedMemories;
import dev.waymark.paging.Paging;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes one memory of an agent, or 1 to 500 in one transaction: one statement, one round trip,
/// all or none.
@Controller("/v1/agents")
final class RecordMemories {
    private static final int OTHER_MEMBERS_BYTES = 2_000;

    private final MemoryRepository memories;
    private final MemoryCipher cipher;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    RecordMemories(
            MemoryRepository memories,
            MemoryCipher cipher,
            BodyReader reader,
            BodyWriter writer,
            Ids ids,
            Clock clock) {
        this.memories = memories;
        this.cipher = cipher;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// A memory when one came by itself, else the page of all of them, in the order in which they
    /// came; only their
    /// receipts when they are larger than an answer. Registers the agent when its name is new.
    @Post("/{name}/memories")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    HttpResponse<?> record(@PathVariable String name, @Body("memories") OneOrMany<NewMemory> asked) {
        List<float @Nullable []> embeddings = MemoryRules.check(asked);
        var toStore = new ArrayList<MemoryToStore>(embeddings.size());
        FieldWriter fields = cipher.writer();
        for (int i = 0; i < embeddings.size(); i++) {
            toStore.add(
                    MemoryToStore.of(MemoryRules.at(asked, i), asked.items().get(i), embeddings.get(i), fields, ids));
        }
        UUID newAgent = ids.next();
        var body = MemoriesToStore.of(toStore, newAgent, writer, clock.instant().truncatedTo(ChronoUnit.MICROS));
        Written written = memories.record(name, new String(writer.write(body), StandardCharsets.UTF_8));
        RecordedMemories recorded = reader.read(StrictJson.read(written.answer()), RecordedMemories.class);
        var made = new ArrayList<Memory>(toStore.size());
        for (int i = 0; i < toStore.size(); i++) {
            made.add(Memory.of(name, toStore.get(i), asked.items().get(i).content(), recorded, i));
        }
        if (!asked.many()) {
            return Answers.created(made.getFirst(), written.replayed());
        }
        return fits(toStore)
                ? Answers.created(new Page<>(made, null), written.replayed())
                : Answers.created(
                        new Page<>(made.stream().map(MemoryReceipt::of).toList(), null), written.replayed());
    }

    private static boolean fits(List<MemoryToStore> stored) {
        long bytes = 0;
        for (MemoryToStore memory : stored) {
            bytes += memory.content().length() * 3L + OTHER_MEMBERS_BYTES;
        }
        return bytes <= Paging.BUDGET_BYTES;
    }
}
