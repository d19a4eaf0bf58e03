package dev.waymark.body;

import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with one body, to tell it all at once.
final class Violations {
    private final List<FieldError> errors = new ArrayList<>();

    /// Raises the 422 at once when the list is as long as one answer tells.
    void add(Pointer at, String code, String detail) {
        errors.add(FieldError.at(at.toString(), code, detail));
        if (errors.size() == StrictJson.MAX_ERRORS) {
            throw problem();
        }
    }

    int count() {
        return errors.size();
    }

    ProblemException problem() {
        return ProblemException.invalid(errors);
    }
}
