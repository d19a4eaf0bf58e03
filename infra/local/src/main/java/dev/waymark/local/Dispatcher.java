package dev.waymark.local;

import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a request the way that API Gateway and Lambda take it: route, authorizer, event, function, answer, with their
/// limits of size. Always answers.
final class Dispatcher {
    /// Lambda takes no event and gives no answer above this.
    static final int PAYLOAD_LIMIT_BYTES = 6_291_456;

    /// What a body may have as it is sent; the functions hold to it.
    static final int BODY_LIMIT_BYTES = 4_194_304;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final RouteTable routes;
    private final Functions functions;
    private final String authorizer;
    private final EventWriter events = new EventWriter();

    Dispatcher(Template template, Functions functions) {
        this.routes = new RouteTable(template.routes());
        this.functions = functions;
        this.authorizer = template.authorizer();
    }

    Answer answer(IncomingRequest request) {
        try {
            return dispatch(request);
        } catch (ProblemException problem) {
            return ProblemAnswer.of(problem, request.encodedPath(), request.id());
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError fault) {
            LOG.error("{} {} failed, request {}", request.method(), request.encodedPath(), request.id(), fault);
            return ProblemAnswer.of(
                    ProblemException.of(ProblemType.INTERNAL_ERROR, "The function did not answer; its log says why"),
                    request.encodedPath(),
                    request.id());
        }
    }

    private Answer dispatch(IncomingRequest request) throws IOException {
        RouteTable.Match match = routes.match(request.method(), request.encodedPath());
        byte[] context = match.route().needsCaller() ? authorize(request, match) : null;
        byte[] event = event(request, match, context);
        byte[] answer = functions.get(match.route().function()).invoke(event, request.id());
        if (answer.length > PAYLOAD_LIMIT_BYTES) {
            throw new IOException("the function's answer has " + answer.length + " bytes; Lambda delivers up to "
                    + PAYLOAD_LIMIT_BYTES);
        }
        return Answer.read(answer);
    }

    private byte[] authorize(IncomingRequest request, RouteTable.Match match) throws IOException {
        byte[] event = events.authorizerEvent(request, match);
        AuthorizerAnswer answer =
                AuthorizerAnswer.read(functions.get(authorizer).invoke(event, request.id()));
        if (!answer.allowed()) {
            throw ProblemException.of(ProblemType.FORBIDDEN, "The authorizer refused the request");
        }
        return answer.context();
    }

    private byte[] event(IncomingRequest request, RouteTable.Match match, byte @Nullable [] context) {
        if (request.body().length > PAYLOAD_LIMIT_BYTES) {
            throw tooLarge();
        }
        byte[] event = events.proxyEvent(request, match, context);
        if (event.length <= PAYLOAD_LIMIT_BYTES) {
            return event;
        }
        if (request.body().length > BODY_LIMIT_BYTES) {
            throw tooLarge();
        }
        // A body within its own limit can still outgrow the event: as a JSON string, each quote takes two bytes.
        throw ProblemException.of(
                        ProblemType.TOO_LARGE,
                        "The request makes an event of %,d bytes; send the body with Content-Encoding: gzip"
                                .formatted(event.length))
                .with("limit_bytes", PAYLOAD_LIMIT_BYTES);
    }

    /// The problem of a body that no function would take.
    static ProblemException tooLarge() {
        return ProblemException.of(
                        ProblemType.TOO_LARGE, "The body has more than %,d bytes".formatted(BODY_LIMIT_BYTES))
                .with("limit_bytes", BODY_LIMIT_BYTES);
    }
}
