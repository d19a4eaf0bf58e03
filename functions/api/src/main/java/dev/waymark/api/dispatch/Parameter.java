package dev.waymark.api.dispatch;

import dev.waymark.body.OneOrMany;
import dev.waymark.metadata.MetadataFilter;
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
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One argument of an operation: where it comes from and what it is read as.
///
/// @param name as clients write it
record Parameter(Source source, String name, Argument<?> argument) {
    /// Where an argument comes from, and the annotation that says so.
    enum Source {
        PATH(PathVariable.class),
        QUERY(QueryValue.class),
        HEADER(Header.class),
        BODY(Body.class);

        private final Class<? extends Annotation> annotation;

        Source(Class<? extends Annotation> annotation) {
            this.annotation = annotation;
        }
    }

    static Parameter of(Argument<?> argument) {
        for (Source source : Source.values()) {
            if (argument.getAnnotationMetadata().hasAnnotation(source.annotation)) {
                String given = argument.getAnnotationMetadata()
                        .stringValue(source.annotation)
                        .orElseGet(() -> NameUtils.underscoreSeparate(argument.getName()));
                return new Parameter(source, given, argument);
            }
        }
        throw new IllegalStateException("argument " + argument + " of an operation comes from nowhere");
    }

    boolean comesFrom(Source place) {
        return source == place;
    }

    boolean isOneOrMany() {
        return argument.getType() == OneOrMany.class;
    }

    /// Whether this takes the query parameter of that name: its own, or one of the family that it stands for.
    boolean takesQuery(String queried) {
        if (!comesFrom(Source.QUERY)) {
            return false;
        }
        if (isMetadataFilter()) {
            return queried.startsWith(MetadataFilter.PREFIX);
        }
        return isFamily() ? queried.startsWith(name + ".") : queried.equals(name);
    }

    private boolean isMetadataFilter() {
        return argument.getType() == MetadataFilter.class;
    }

    /// Whether this stands for all parameters that begin with its name and a dot.
    private boolean isFamily() {
        return argument.getType() == Map.class;
    }

    /// What is said by `<name>.<member>=<text>`, by member.
    private Map<String, String> family(Request request) {
        Map<String, String> members = new LinkedHashMap<>();
        request.query().forEach((queried, text) -> {
            if (takesQuery(queried)) {
                members.put(
                        ParameterText.plain(name, queried.substring(name.length() + 1)),
                        ParameterText.plain(queried, text));
            }
        });
        return members;
    }

    /// Reads a parameter that is not the body.
    ///
    /// @throws ProblemException 422 for text that cannot be read, 428 for a version that is missing
    @Nullable
    Object read(Request request) {
        if (isMetadataFilter()) {
            return MetadataFilter.of(request.query());
        }
        if (isFamily()) {
            return family(request);
        }
        String text = switch (source) {
            case PATH -> request.pathParameters().get(name);
            case QUERY -> request.query().get(name);
            case HEADER -> request.header(name.toLowerCase(Locale.ROOT));
            case BODY -> throw new IllegalStateException("the body is read by itself");
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
