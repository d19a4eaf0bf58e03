package dev.waymark.cli.api;

import java.io.Serial;

/// Waymark refused a request. The message is fit to be shown as it is.
public final class ProblemException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    public boolean isNotFound() {
        return problem.status() == 404;
    }

    /// A 409 that will stay one: the state of things forbids the request.
    public boolean isConflict() {
        return problem.status() == 409 && !problem.retryable();
    }

    /// A 412: somebody else changed the row first, or it exists although it should not.
    public boolean isVersionMismatch() {
        return problem.status() == 412;
    }

    /// A 401 or 403: every further request with this key would meet the same answer.
    public boolean isRefusedKey() {
        return problem.status() == 401 || problem.status() == 403;
    }
}
