package dev.waymark.api.user;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.erasure.Erasure;
import dev.waymark.erasure.ErasureRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Reads the receipt of an erasure.
@Controller("/v1/users")
final class GetErasure {
    private final ErasureRepository erasures;

    GetErasure(ErasureRepository erasures) {
        this.erasures = erasures;
    }

    /// Reads the receipt of an erasure; finished_at is null while it goes on.
    @Get("/{user_id}/erasure")
    @Access(Scope.ADMIN)
    Erasure get(@PathVariable("user_id") String userId) {
        return erasures.find("end_user", userId)
                .map(row -> Erasure.of(userId, row, false))
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "no end user of this id was erased"));
    }
}
