package dev.waymark.api.dispatch;

import dev.waymark.body.OneOrMany;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.type.Argument;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.lang.annotation.Annotation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One argument of an operation: where it comes from and what it is read as.
///
/// @param source `Body`, `PathVariable`, `QueryValue` or `Header`
/// @param name as clients write it
record Parameter(Class<? extends Annotation> source, String name, Argument<?> argument) {
    private static final List<Class<? extends Annotation>> SOURCES =
            List.of(PathVariable.class, QueryValue.class, Header.class, Body.class);

    static Parameter of(Argument<?> argument) {
        for (Class<? extends Annotation> source : SOURCES) {
            if (argument.getAnnotationMetadata().hasAnnotation(source)) {
                String given = argument.getAnnotationMetadata()
                        .stringValue(source)
                        .orElseGet(() -> NameUtils.underscoreSeparate(argument.getName()));
                return new Parameter(source, given, argument);
            }
        }
        throw new IllegalStateException("argument " + argument + " of an operation comes from nowhere");
    }

    boolean binds(Class<? extends Annotation> annotation) {
        return source == annotation;
    }

    boolean isOneOrMany() {
        return argument.getType() == OneOrMany.class;
    }

    /// Reads a parameter that is not the body.
    ///
    /// @throws ProblemException 422 for text that cannot be read, 428 for a version that is missing
    @Nullable
    Object read(Request request) {
        String text = switch (source.getSimpleName()) {
            case "PathVariable" -> request.pathParameters().get(name);
            case "QueryValue" -> request.query().get(name);
            default -> request.header(name.toLowerCase(java.util.Locale.ROOT));
        };
        if (text != null) {
            return ParameterText.read(this, text);
        }
        if (argument.isNullable()) {
            return null;
        }
        if (argument.getType() == ExpectedVersion.class) {
            throw ProblemException.of(
                    ProblemType.VERSION_REQUIRED, "send If-Match with the version that ETag answered, or *");
        }
        throw ProblemException.invalid(FieldError.of(name, "required", "must be given"));
    }
}
