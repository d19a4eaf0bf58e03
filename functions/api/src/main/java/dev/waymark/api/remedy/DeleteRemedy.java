package dev.waymark.api.remedy;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.remedy.RemedyRepository;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// Takes a remedy out of the runbook; steps that it proposed stay.
@Controller("/v1/remedies")
final class DeleteRemedy {
    private final RemedyRepository remedies;
    private final Clock clock;

    DeleteRemedy(RemedyRepository remedies, Clock clock) {
        this.remedies = remedies;
        this.clock = clock;
    }

    /// Takes a remedy out of the runbook.
    @Delete("/{name}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(Scope.WRITE)
    void delete(@PathVariable String name, @Header("If-Match") @Nullable ExpectedVersion expected) {
        if (!remedies.delete(name, ExpectedVersion.numberIn(expected), clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no remedy with this name");
        }
    }
}
