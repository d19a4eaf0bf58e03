package dev.waymark.problem;

/// Every kind of problem a caller can meet. `slug` ends the `type` URL and never changes once released.
public enum ProblemType {
    UNREADABLE_BODY(400, "The request body cannot be read", Kind.CALLER),
    UNAUTHENTICATED(401, "The API key is missing or not valid", Kind.CALLER),
    FORBIDDEN(403, "The API key does not allow this", Kind.CALLER),
    NOT_FOUND(404, "There is no such thing", Kind.CALLER),
    UNKNOWN_ROUTE(404, "There is no such route", Kind.CALLER),
    METHOD_NOT_ALLOWED(405, "The route does not take this method", Kind.CALLER),
    CONFLICT(409, "The state of things forbids this", Kind.CONFLICT),
    ALREADY_EXISTS(409, "This already exists", Kind.CONFLICT),
    MOVE_NOT_ALLOWED(409, "The status cannot move this way", Kind.CONFLICT),
    COMMAND_IS_FINAL(409, "The command has ended", Kind.CONFLICT),
    STEP_IS_INACTIVE(409, "The step has been rolled back", Kind.CONFLICT),
    STEP_IS_NOT_EXECUTING(409, "The step is not executing", Kind.CONFLICT),
    APPROVAL_REQUIRED(409, "The step needs an approval first", Kind.CONFLICT),
    ALREADY_DECIDED(409, "This has been decided already", Kind.CONFLICT),
    APPROVAL_EXPIRED(409, "The request for approval has expired", Kind.CONFLICT),
    APPROVAL_NOT_NEEDED(409, "The step needs no approval", Kind.CONFLICT),
    UNDO_NOT_POSSIBLE(409, "The rollback cannot be undone", Kind.CONFLICT),
    STALE_FENCING_TOKEN(409, "The fencing token is not the newest", Kind.CONFLICT),
    LOCK_HELD(409, "An agent holds this lock", Kind.CONFLICT),
    STEP_NOT_EXECUTED(409, "The step has not been executed", Kind.CONFLICT),
    SESSION_IS_NOT_ACTIVE(409, "The session takes no messages", Kind.CONFLICT),
    HISTORY_DIFFERS(409, "The messages do not go on from those that are stored", Kind.CONFLICT),
    EVALUATION_REQUIRED(409, "Executed steps have not been evaluated", Kind.CONFLICT),
    REQUEST_IN_PROGRESS(409, "A request with this idempotency key is under way", Kind.CAPACITY),
    SWEEP_IN_PROGRESS(409, "A sweep is under way", Kind.CAPACITY),
    GONE(410, "This has been deleted", Kind.CALLER),
    VERSION_MISMATCH(412, "The version is not the current one", Kind.CONFLICT),
    TOO_LARGE(413, "The request is too large", Kind.CALLER),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is not of a type that is read here", Kind.CALLER),
    INVALID_REQUEST(422, "The request is not valid", Kind.CALLER),
    PREDICATE_TOO_SLOW(422, "A predicate takes too long", Kind.CALLER),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request", Kind.CALLER),
    VERSION_REQUIRED(428, "If-Match is required", Kind.CALLER),
    TOO_MANY_REQUESTS(429, "Too many requests", Kind.CAPACITY),
    INTERNAL_ERROR(500, "Something went wrong here", Kind.INTERNAL),
    INTEGRITY_ERROR(500, "Stored data does not match its digest", Kind.INTERNAL),
    UNAVAILABLE(503, "The service cannot answer now", Kind.CAPACITY);

    /// Whose problem it is: the caller's request, the state of things, our capacity, or our fault.
    public enum Kind {
        CALLER,
        CONFLICT,
        CAPACITY,
        INTERNAL
    }

    private static final String BASE = "https://waymark.dev/problems/";

    private final String type;
    private final int status;
    private final String title;
    private final Kind kind;

    ProblemType(int status, String title, Kind kind) {
        this.type = BASE + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        this.status = status;
        this.title = title;
        this.kind = kind;
    }

    /// The stable URL that names this type.
    public String type() {
        return type;
    }

    /// The last part of the URL, as SQL functions name it.
    public String slug() {
        return type.substring(BASE.length());
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public Kind kind() {
        return kind;
    }

    /// Whether the same request may succeed when sent again unchanged.
    public boolean retryable() {
        return kind == Kind.CAPACITY;
    }
}
