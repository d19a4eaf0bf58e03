package dev.waymark.api.archive;

import dev.waymark.api.dispatch.Access;
import dev.waymark.archive.Archive;
import dev.waymark.archive.ArchiveRepository;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import java.util.UUID;

/// Reads what an archive holds, and whether it has been brought back.
@Controller("/v1/archives")
final class GetArchive {
    private final ArchiveRepository archives;

    GetArchive(ArchiveRepository archives) {
        this.archives = archives;
    }

    /// Reads what an archive holds, and whether it has been brought back.
    @Get("/{id}")
    @Access(Scope.READ)
    Archive get(@PathVariable UUID id) {
        return archives.findById(id)
                .filter(row -> !row.status().equals("discarded"))
                .map(Archive::of)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such archive"));
    }
}
