package dev.waymark.api.dispatch;

import dev.waymark.body.BodyReader;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the arguments of an operation from a request, and tells everything that is wrong with them at once.
@Singleton
final class Arguments {
    private static final int MAX_MANY = 500;

    private final BodyReader bodies;

    Arguments(BodyReader bodies) {
        this.bodies = bodies;
    }

    /// The arguments in the order of the operation's parameters.
    ///
    /// @param body what was sent; null for an operation that takes none
    /// @throws ProblemException 422 with every violation in path, query, headers and body; 428 for a missing
    ///     version
    @Nullable
    Object[] of(Operation operation, Request request, @Nullable JsonNode body) {
        List<FieldError> errors = new ArrayList<>(unknownQuery(operation, request));
        List<Parameter> parameters = operation.parameters();
        @Nullable Object[] arguments = new Object[parameters.size()];
        for (int i = 0; i < arguments.length; i++) {
            try {
                Parameter parameter = parameters.get(i);
                arguments[i] =
                        parameter.comesFrom(Parameter.Source.BODY) ? body(parameter, body) : parameter.read(request);
            } catch (ProblemException e) {
                if (e.type() != ProblemType.INVALID_REQUEST) {
                    throw e;
                }
                errors.addAll(e.errors());
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return arguments;
    }

    private Object body(Parameter parameter, @Nullable JsonNode body) {
        if (body == null) {
            throw new IllegalStateException("the body is read before the arguments");
        }
        if (parameter.argument().getType() == JsonNode.class) {
            return body;
        }
        if (parameter.isOneOrMany()) {
            Class<?> item = parameter.argument().getTypeParameters()[0].getType();
            return bodies.readOneOrMany(body, parameter.name(), item, MAX_MANY);
        }
        return bodies.read(body, parameter.argument().getType());
    }

    private static List<FieldError> unknownQuery(Operation operation, Request request) {
        if (request.query().isEmpty()) {
            return List.of();
        }
        return request.query().keySet().stream()
                .filter(name -> !name.equals(Responses.FIELDS))
                .filter(name -> operation.parameters().stream().noneMatch(parameter -> parameter.takesQuery(name)))
                .map(name -> FieldError.of(name, "unknown", "no such query parameter"))
                .toList();
    }
}
