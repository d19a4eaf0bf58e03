package dev.waymark.api.archive;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.archive.Archive;
import dev.waymark.archive.ArchiveRestoring;
import dev.waymark.caller.Scope;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.UUID;

/// Brings the rows of an archive back, so that they are read as before.
@Controller("/v1/archives")
final class RestoreArchive {
    /// Seconds until it is worth asking again: storage takes hours to bring up what it has laid
    /// away.
    private static final String RETRY_AFTER = "600";

    private final ArchiveRestoring restoring;

    RestoreArchive(ArchiveRestoring restoring) {
        this.restoring = restoring;
    }

    /// Brings the rows of an archive back, so that they are read as before. Again, it changes
    /// nothing. 202 where storage has to bring the object up first: `Location` tells how it stands,
    /// and it goes on with the next sweep or call.
    @Post("/{id}/restore")
    @Access(Scope.WRITE)
    @ApiResponse(responseCode = "200", description = "All rows are back")
    HttpResponse<Archive> restore(@PathVariable UUID id) {
        ArchiveRestoring.Outcome outcome = restoring.restore(id);
        if (outcome.archive().restoredAt() == null) {
            return HttpResponse.<Archive>accepted()
                    .body(outcome.archive())
                    .header(HttpHeaders.LOCATION, "/v1/archives/" + id)
                    .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        return Answers.done(outcome.archive(), outcome.replayed());
    }
}
