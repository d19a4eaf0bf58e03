package dev.waymark.api.effect;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.effect.ClaimToStore;
import dev.waymark.effect.Effect;
import dev.waymark.effect.EffectRepository;
import dev.waymark.effect.NewClaim;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// Claims an effect that must happen once. Of any number of claims one is answered 201 with a token; the others
/// learn that it is in progress, or what came of it. Once a lease has run out, the next claim takes over.
@Controller("/v1/effects")
final class ClaimEffect {
    private final EffectRepository effects;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    ClaimEffect(EffectRepository effects, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.effects = effects;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Claims an effect that must happen once; an idempotency key keeps the answer to a claim that was won.
    @Post("/{key}/claim")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<Effect> claim(@PathVariable String key, @Body NewClaim claim) {
        byte[] asked = writer.write(ClaimToStore.of(claim, ids, writer, clock.instant()));
        Written written = effects.claim(key, new String(asked, StandardCharsets.UTF_8));
        Effect effect = Effect.of(reader.read(StrictJson.read(written.answer()), Effect.Answered.class));
        return effect.isClaimed() ? Answers.created(effect, written.replayed()) : HttpResponse.ok(effect);
    }
}
