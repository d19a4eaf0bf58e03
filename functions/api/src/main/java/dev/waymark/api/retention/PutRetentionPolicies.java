package dev.waymark.api.retention;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.retention.AskedPolicies;
import dev.waymark.retention.PoliciesToStore;
import dev.waymark.retention.RetentionPolicies;
import dev.waymark.retention.RetentionPolicyRepository;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// Changes how long rows stay. The next sweep goes by it; what has left stays where it is.
@Controller("/v1/retention-policies")
final class PutRetentionPolicies {
    private final RetentionPolicyRepository policies;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;

    PutRetentionPolicies(RetentionPolicyRepository policies, BodyReader reader, BodyWriter writer, Clock clock) {
        this.policies = policies;
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /// Replaces how long rows of each kind stay; a kind that is not named goes back to its default.
    @Put
    @Access(Scope.ADMIN)
    HttpResponse<RetentionPolicies> put(@Header("If-Match") ExpectedVersion expected, @Body AskedPolicies asked) {
        byte[] body = writer.write(PoliciesToStore.of(asked, reader, clock.instant()));
        return GetRetentionPolicies.answer(
                policies.put(new String(body, StandardCharsets.UTF_8), ExpectedVersion.numberIn(expected)));
    }
}
