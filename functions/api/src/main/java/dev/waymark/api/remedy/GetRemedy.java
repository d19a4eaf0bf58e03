package dev.waymark.api.remedy;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.remedy.Remedy;
import dev.waymark.remedy.RemedyRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Reads a remedy.
@Controller("/v1/remedies")
final class GetRemedy {
    private final RemedyRepository remedies;

    GetRemedy(RemedyRepository remedies) {
        this.remedies = remedies;
    }

    /// Reads a remedy.
    @Get("/{name}")
    @Access(Scope.READ)
    Remedy get(@PathVariable String name) {
        return remedies.findByName(name)
                .map(Remedy::of)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no remedy with this name"));
    }
}
