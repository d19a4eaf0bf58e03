package dev.waymark.api.thread;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.thread.AgentThread;
import dev.waymark.thread.ThreadRepository;
import dev.waymark.thread.ThreadRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Reads a thread.
@Controller("/v1/agents")
final class GetThread {
    private final ThreadRepository threads;

    GetThread(ThreadRepository threads) {
        this.threads = threads;
    }

    /// Reads a thread; 410 once it is deleted.
    @Get("/{name}/threads/{thread}")
    @Access(value = Scope.READ, agentKeys = true)
    AgentThread get(@PathVariable String name, @PathVariable String thread) {
        ThreadRow row = threads.findByName(name, thread)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such thread"));
        if (row.deletedAt() != null) {
            throw ProblemException.of(ProblemType.GONE, "this thread has been deleted");
        }
        return AgentThread.of(row);
    }
}
