package dev.waymark.api.dispatch;

import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.caller.Idempotency;
import dev.waymark.caller.Work;
import dev.waymark.database.DatabaseProblems;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.redaction.Redactor;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests: finds the operation, checks the caller, reads the arguments, calls, and tells what went
/// wrong. Never throws; holds no state of its own, so requests may come at once.
@Singleton
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int MAX_ATTEMPTS = 4;
    /// How many secrets were taken out of the request.
    private static final String REDACTED = "waymark-redacted";

    private final Routes routes;
    private final Arguments arguments;
    private final Responses responses;
    private final Redactor redactor;

    Dispatcher(Routes routes, Arguments arguments, Responses responses, Redactor redactor) {
        this.routes = routes;
        this.arguments = arguments;
        this.responses = responses;
        this.redactor = redactor;
    }

    public Response answer(Request request) {
        Work.noteOperation(request.routeKey());
        if (request.caller() != null) {
            Work.noteTenant(request.caller().tenantId());
        }
        try {
            Operation operation = routes.find(request.routeKey());
            if (operation == null) {
                throw noRoute(request);
            }
            Caller caller = operation.allowed(request);
            JsonNode sent = operation.takesBody() ? RequestBody.read(request, operation.bodyMayBeEmpty()) : null;
            Idempotency idempotency = caller == null ? null : IdempotencyKey.of(request, caller, sent);
            return call(caller, idempotency, () -> done(operation, request, sent));
        } catch (ProblemException e) {
            return problem(e, request);
        } catch (RuntimeException e) {
            return problem(problemIn(e), request);
        }
    }

    private Response done(Operation operation, Request request, @Nullable JsonNode sent) {
        if (sent == null || operation.bodyIsTakenAsItIs()) {
            return responses.of(operation, request, invoke(operation, request, sent));
        }
        Redactor.Redaction body = redactor.take(sent);
        Response response = responses.of(operation, request, invoke(operation, request, body.value()));
        if (body.count() > 0) {
            response.headers().put(REDACTED, String.valueOf(body.count()));
        }
        return response;
    }

    private Response problem(ProblemException problem, Request request) {
        Work.noteProblem(problem.type().slug(), problem.type().kind().name().toLowerCase(Locale.ROOT));
        return responses.of(problem, request);
    }

    private static Response call(
            @Nullable Caller caller, @Nullable Idempotency idempotency, java.util.function.Supplier<Response> work) {
        if (caller == null) {
            return work.get();
        }
        return new Call(caller, idempotency).run(work::get);
    }

    /// Calls the operation, again where the database asks for that: then nothing of the last attempt was kept.
    private @Nullable Object invoke(Operation operation, Request request, @Nullable JsonNode body) {
        for (int attempt = 1; ; attempt++) {
            try {
                return operation.invoke(arguments.of(operation, request, body));
            } catch (RuntimeException e) {
                SQLException error = DatabaseProblems.in(e);
                if (error == null || !DatabaseProblems.mayTryAgain(error) || attempt == MAX_ATTEMPTS) {
                    throw e;
                }
                LOG.info("tried again after SQLSTATE {}", error.getSQLState());
            }
        }
    }

    private ProblemException noRoute(Request request) {
        Set<String> methods = routes.methodsOf(request.path());
        if (methods.isEmpty()) {
            return ProblemException.of(
                    ProblemType.UNKNOWN_ROUTE, "nothing is here; GET /v1/openapi.json lists all routes");
        }
        return ProblemException.of(ProblemType.METHOD_NOT_ALLOWED, "this route takes " + String.join(", ", methods))
                .with("allow", List.copyOf(methods));
    }

    private static ProblemException problemIn(RuntimeException failure) {
        SQLException error = DatabaseProblems.in(failure);
        ProblemException known = error == null ? null : DatabaseProblems.of(error);
        if (known == null) {
            LOG.error("not foreseen", failure);
            return ProblemException.of(
                    ProblemType.INTERNAL_ERROR, "this was not foreseen; the log knows the request_id");
        }
        if (known.type() == ProblemType.UNAVAILABLE || DatabaseProblems.isValueOutOfPlace(error)) {
            LOG.warn("refused by the database", error);
        }
        return known;
    }
}
