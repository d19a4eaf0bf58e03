package dev.waymark.api.session;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.session.BegunSession;
import dev.waymark.session.NewSession;
import dev.waymark.session.Session;
import dev.waymark.session.SessionRepository;
import dev.waymark.session.SessionToStore;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Begins a session of a conversation. Several may be active at once: each message names the
/// one that it belongs to.
@Controller("/v1/conversations")
final class CreateSession {
    private static final NewSession PLAIN = new NewSession(null, null, null, null, null, null);

    private final SessionRepository sessions;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    CreateSession(SessionRepository sessions, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.sessions = sessions;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Begins a session of a conversation; several may be active at once.
    @Post("/{external_id}/sessions")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    HttpResponse<Session> create(@PathVariable("external_id") String externalId, @Body @Nullable NewSession session) {
        NewSession asked = session == null ? PLAIN : session;
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        byte[] body = writer.write(SessionToStore.of(asked, ids, writer, now));
        Written written = sessions.create(externalId, new String(body, StandardCharsets.UTF_8));
        BegunSession begun = reader.read(StrictJson.read(written.answer()), BegunSession.class);
        return Answers.created(Session.of(externalId, asked, begun), written.replayed());
    }
}
