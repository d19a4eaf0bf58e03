package dev.waymark.api.conversation;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.conversation.ConversationState;
import dev.waymark.conversation.ConversationStates;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Loads what an agent needs to go on, in one round trip: core state, the newest messages in
/// order, the best context items.
@Controller("/v1/conversations")
final class LoadConversationState {
    private static final int DEFAULT_MESSAGES = 50;
    private static final int DEFAULT_CONTEXT_ITEMS = 20;
    private static final int MOST = 500;

    private final ConversationStates states;

    LoadConversationState(ConversationStates states) {
        this.states = states;
    }

    /// Core state, the newest messages in order, the best context items. The tenant's context
    /// window holds too.
    @Get("/{external_id}/state")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    HttpResponse<ConversationState> load(
            @PathVariable("external_id") String externalId,
            @QueryValue @Nullable Integer messages,
            @QueryValue @Nullable Integer context) {
        ConversationState state = states.load(
                externalId,
                upToMost("messages", messages, DEFAULT_MESSAGES),
                upToMost("context", context, DEFAULT_CONTEXT_ITEMS));
        return HttpResponse.ok(state).header("ETag", "\"" + state.conversation().version() + "\"");
    }

    private static int upToMost(String parameter, @Nullable Integer asked, int otherwise) {
        if (asked == null) {
            return otherwise;
        }
        if (asked < 0 || asked > MOST) {
            throw ProblemException.invalid(FieldError.of(parameter, "range", "must be between 0 and " + MOST));
        }
        return asked;
    }
}
