package dev.waymark.api.session;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.session.Session;
import dev.waymark.session.SessionChange;
import dev.waymark.session.SessionRepository;
import dev.waymark.session.SessionToStore;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/// Pauses a session with what it was interrupted in, resumes, completes or abandons it.
@Controller("/v1/sessions")
final class PatchSession {
    private final SessionRepository sessions;
    private final BodyWriter writer;
    private final Clock clock;

    PatchSession(SessionRepository sessions, BodyWriter writer, Clock clock) {
        this.sessions = sessions;
        this.writer = writer;
        this.clock = clock;
    }

    /// Pauses a session with what it was interrupted in, resumes, completes or abandons it.
    @Patch("/{id}")
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    Session patch(@PathVariable UUID id, @Header("If-Match") ExpectedVersion expected, @Body SessionChange change) {
        byte[] body = writer.write(SessionToStore.of(change, writer, clock.instant()));
        return Session.of(sessions.change(id, new String(body, StandardCharsets.UTF_8), expected.number()));
    }
}
