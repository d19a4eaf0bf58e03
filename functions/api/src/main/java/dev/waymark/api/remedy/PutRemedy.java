package dev.waymark.api.remedy;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.StatementLimit;
import dev.waymark.evaluation.PredicateText;
import dev.waymark.id.Ids;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.remedy.Remedy;
import dev.waymark.remedy.RemedyChange;
import dev.waymark.remedy.RemedyRepository;
import dev.waymark.remedy.RemedyToStore;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Creates a remedy, or replaces it: what the body does not name gets its default.
@Controller("/v1/remedies")
final class PutRemedy {
    /// What trying the predicate on nothing may take.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RemedyRepository remedies;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    PutRemedy(RemedyRepository remedies, BodyWriter writer, Ids ids, Clock clock) {
        this.remedies = remedies;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Creates a remedy, or replaces it.
    @Put("/{name}")
    @Access(Scope.WRITE)
    HttpResponse<Remedy> put(
            @PathVariable String name,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Body RemedyChange change) {
        String flaw = new PredicateText(change.appliesWhen()).flawAnywhere();
        if (flaw != null) {
            throw ProblemException.invalid(FieldError.at("/applies_when", "predicate", flaw));
        }
        UUID newId = ids.next();
        String body =
                new String(writer.write(RemedyToStore.of(change, writer, clock.instant())), StandardCharsets.UTF_8);
        Remedy put = Remedy.of(StatementLimit.within(
                PATIENCE,
                () -> remedies.put(
                        name,
                        newId,
                        body,
                        ExpectedVersion.numberIn(expected),
                        ExpectedVersion.isAny(expected),
                        mustBeNew != null)));
        return put.id().equals(newId) ? HttpResponse.created(put) : HttpResponse.ok(put);
    }
}
