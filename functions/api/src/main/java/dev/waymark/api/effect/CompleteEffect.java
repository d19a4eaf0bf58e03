package dev.waymark.api.effect;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.effect.Completion;
import dev.waymark.effect.CompletionToStore;
import dev.waymark.effect.Effect;
import dev.waymark.effect.EffectRepository;
import dev.waymark.json.StrictJson;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// Keeps what came of an effect. The newest token alone may; the same completion again answers the same.
@Controller("/v1/effects")
final class CompleteEffect {
    private final EffectRepository effects;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;

    CompleteEffect(EffectRepository effects, BodyReader reader, BodyWriter writer, Clock clock) {
        this.effects = effects;
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /// Keeps what came of an effect that the token has claimed.
    @Post("/{key}/complete")
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<Effect> complete(@PathVariable String key, @Body Completion completion) {
        CompletionToStore asked = CompletionToStore.of(completion, writer, clock.instant());
        Written written = effects.complete(key, new String(writer.write(asked), StandardCharsets.UTF_8));
        Effect.Answered answered = reader.read(StrictJson.read(written.answer()), Effect.Answered.class);
        return Answers.done(Effect.of(answered, asked.result()), written.replayed());
    }
}
