package dev.waymark.api.encryptionkey;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.encryption.DataKeys;
import dev.waymark.encryption.EncryptionKey;
import dev.waymark.encryption.EncryptionKeyRepository;
import dev.waymark.encryption.NewKey;
import dev.waymark.json.StrictJson;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/// Makes a new data key, the primary from now on. Nothing stops meanwhile: keys before go on
/// reading what they wrote, until the job has encrypted it anew.
@Controller("/v1/encryption-keys")
final class RotateEncryptionKey {
    private final EncryptionKeyRepository keys;
    private final DataKeys dataKeys;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;

    RotateEncryptionKey(
            EncryptionKeyRepository keys, DataKeys dataKeys, BodyReader reader, BodyWriter writer, Clock clock) {
        this.keys = keys;
        this.dataKeys = dataKeys;
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /// Makes a new primary key; the key itself is never shown.
    @Post
    @Status(HttpStatus.CREATED)
    @Access(Scope.ADMIN)
    HttpResponse<EncryptionKey> rotate() {
        var toStore = new NewKey.ToStore(clock.instant().truncatedTo(ChronoUnit.MICROS), dataKeys.made());
        Written written = keys.add(new String(writer.write(toStore), StandardCharsets.UTF_8));
        EncryptionKey.Added added = reader.read(StrictJson.read(written.answer()), EncryptionKey.Added.class);
        return Answers.created(added.key(), written.replayed());
    }
}
