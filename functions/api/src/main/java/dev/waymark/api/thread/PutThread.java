package dev.waymark.api.thread;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.id.Ids;
import dev.waymark.thread.AgentThread;
import dev.waymark.thread.ThreadChange;
import dev.waymark.thread.ThreadRepository;
import dev.waymark.thread.ThreadToStore;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Makes a thread, or replaces its metadata. A deleted thread is 410 until it is made anew with `If-None-Match: *`;
/// then it starts clean.
@Controller("/v1/agents")
final class PutThread {
    private final ThreadRepository threads;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    PutThread(ThreadRepository threads, BodyWriter writer, Ids ids, Clock clock) {
        this.threads = threads;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes a thread, or replaces its metadata; registers the agent when its name is new.
    @Put("/{name}/threads/{thread}")
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<AgentThread> put(
            @PathVariable String name,
            @PathVariable String thread,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Body ThreadChange change) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        byte[] body = writer.write(ThreadToStore.of(change, ids.next(), writer, now));
        AgentThread put = AgentThread.of(threads.put(
                name,
                thread,
                ids.next(),
                new String(body, StandardCharsets.UTF_8),
                ExpectedVersion.numberIn(expected),
                ExpectedVersion.isAny(expected),
                mustBeNew != null));
        return put.createdAt().equals(now) ? HttpResponse.created(put) : HttpResponse.ok(put);
    }
}
