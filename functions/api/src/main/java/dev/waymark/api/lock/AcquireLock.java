package dev.waymark.api.lock;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.lock.LockRepository;
import dev.waymark.lock.LockRow;
import dev.waymark.lock.LockToStore;
import dev.waymark.lock.NewLock;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// Takes a lock for an agent. Of any number that ask at once one is answered 201 with a token; the others 409
/// `lock-held`, with `holder` and `expires_at`. So is the holder itself: a lock is not re-entrant. What has expired
/// is taken over.
@Controller("/v1/locks")
final class AcquireLock {
    private final LockRepository locks;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    AcquireLock(LockRepository locks, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.locks = locks;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Takes a lock for an agent, which is registered when its name is new.
    @Post("/{lock}")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<LockRow> acquire(@PathVariable String lock, @Body NewLock asked) {
        byte[] body = writer.write(LockToStore.of(asked, ids, writer, clock.instant()));
        Written written = locks.acquire(lock, new String(body, StandardCharsets.UTF_8));
        return Answers.created(reader.read(StrictJson.read(written.answer()), LockRow.class), written.replayed());
    }
}
