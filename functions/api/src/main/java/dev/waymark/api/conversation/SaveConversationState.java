package dev.waymark.api.conversation;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.conversation.SavedState;
import dev.waymark.conversation.StateSaving;
import dev.waymark.conversation.StateToSave;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Saves a whole state, of the shape in which one is loaded: what is new or changed is written.
/// A message that says
/// something else becomes a version; a history that does not go on from the stored one is 409,
/// unless `truncate`.
@Controller("/v1/conversations")
final class SaveConversationState {
    private final StateSaving saving;

    SaveConversationState(StateSaving saving) {
        this.saving = saving;
    }

    /// Saves a whole state: what is new or changed is written. `truncate=true` lets stored
    /// messages go that it does not have.
    @Put("/{external_id}/state")
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    HttpResponse<SavedState> save(
            @PathVariable("external_id") String externalId,
            @QueryValue @Nullable Boolean truncate,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Body StateToSave state) {
        StateSaving.Outcome outcome = saving.save(
                externalId, state, ExpectedVersion.numberIn(expected), expected != null, Boolean.TRUE.equals(truncate));
        return HttpResponse.<SavedState>status(outcome.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(outcome.state())
                .header("ETag", "\"" + outcome.state().conversation().version() + "\"");
    }
}
