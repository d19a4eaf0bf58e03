package dev.waymark.api.settings;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.api.dispatch.TakenAsItIs;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.encryption.DataKeys;
import dev.waymark.encryption.NewKey;
import dev.waymark.redaction.PatternRules;
import dev.waymark.settings.NewSettings;
import dev.waymark.settings.Settings;
import dev.waymark.settings.SettingsRepository;
import dev.waymark.settings.SettingsToStore;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// Changes what holds for a tenant. What is stored already stays as it is: words in the language that they were indexed
/// in, embeddings as long as they were. Only what is encrypted, or no longer is, is brought along by a job.
@Controller("/v1/settings")
final class PutSettings {
    private final SettingsRepository settings;
    private final DataKeys keys;
    private final BodyWriter writer;
    private final Clock clock;

    PutSettings(SettingsRepository settings, DataKeys keys, BodyWriter writer, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.writer = writer;
        this.clock = clock;
    }

    /// Replaces the tenant's settings: what is not named goes back to its default.
    @Put
    @Access(Scope.ADMIN)
    @TakenAsItIs
    Settings put(@Header("If-Match") @Nullable ExpectedVersion expected, @Body NewSettings asked) {
        if (asked.redaction() != null) {
            PatternRules.check(asked.redaction());
        }
        // of use only to a tenant that has no key yet, which the database alone knows
        NewKey key = asked.encryptedFields().isEmpty() ? null : keys.made();
        byte[] body = writer.write(new SettingsToStore(clock.instant(), asked, key));
        return Settings.of(settings.put(new String(body, StandardCharsets.UTF_8), ExpectedVersion.numberIn(expected)));
    }
}
