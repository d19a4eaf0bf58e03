package dev.waymark.problem;

import java.io.Serial;
import java.util.List;
import java.util.Map;

/// Carries a problem to the edge, where it becomes the answer. Has no stack trace: it is an answer, not a fault.
public final class ProblemException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient List<FieldError> errors;
    private final transient Map<String, Object> extensions;

    private ProblemException(ProblemType type, String detail, List<FieldError> errors, Map<String, Object> extensions) {
        super(detail, null, false, false);
        this.type = type;
        this.errors = List.copyOf(errors);
        this.extensions = Map.copyOf(extensions);
    }

    public static ProblemException of(ProblemType type, String detail) {
        return new ProblemException(type, detail, List.of(), Map.of());
    }

    /// A problem of one field that is not just written wrongly.
    public static ProblemException of(ProblemType type, String detail, FieldError error) {
        return new ProblemException(type, detail, List.of(error), Map.of());
    }

    /// A 422 that lists every violation found.
    public static ProblemException invalid(List<FieldError> errors) {
        String detail = errors.size() == 1 ? "1 field is wrong" : errors.size() + " fields are wrong";
        return new ProblemException(ProblemType.INVALID_REQUEST, detail, errors, Map.of());
    }

    public static ProblemException invalid(FieldError error) {
        return invalid(List.of(error));
    }

    /// The same problem with one more member in the answer, such as `current_version`.
    public ProblemException with(String member, Object value) {
        var more = new java.util.HashMap<>(extensions);
        more.put(member, value);
        return new ProblemException(type, detail(), errors, more);
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Map<String, Object> extensions() {
        return extensions;
    }
}
