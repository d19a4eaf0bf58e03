package dev.waymark.api.dispatch;

import dev.waymark.caller.Caller;
import dev.waymark.caller.Scope;
import dev.waymark.database.Replica;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Status;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.ExecutableMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One operation, with everything that its annotations say worked out beforehand.
final class Operation {
    private final Supplier<Object> bean;
    private final ExecutableMethod<Object, Object> method;
    private final List<Parameter> parameters;
    private final @Nullable Scope scope;
    private final boolean agentKeys;
    private final boolean userKeys;
    private final int status;
    private final boolean takesBody;
    private final boolean bodyMayBeEmpty;
    private final boolean bodyIsTakenAsItIs;
    private final boolean analytical;

    @SuppressWarnings("unchecked") // a bean's definition executes on that bean
    Operation(Supplier<Object> bean, BeanDefinition<?> definition, ExecutableMethod<?, ?> method) {
        this.bean = bean;
        this.method = (ExecutableMethod<Object, Object>) method;
        this.parameters =
                Arrays.stream(method.getArguments()).map(Parameter::of).toList();
        this.takesBody = parameters.stream().anyMatch(parameter -> parameter.comesFrom(Parameter.Source.BODY));
        this.bodyMayBeEmpty = parameters.stream()
                .anyMatch(parameter -> parameter.comesFrom(Parameter.Source.BODY)
                        && parameter.argument().isNullable());
        AnnotationMetadata annotations = method.getAnnotationMetadata();
        this.analytical = annotations.hasAnnotation(Analytical.class);
        this.bodyIsTakenAsItIs = annotations.hasAnnotation(TakenAsItIs.class);
        this.scope = annotations.enumValue(Access.class, Scope.class).orElse(null);
        this.agentKeys = annotations.booleanValue(Access.class, "agentKeys").orElse(false);
        this.userKeys = annotations.booleanValue(Access.class, "userKeys").orElse(false);
        this.status = annotations
                .enumValue(Status.class, HttpStatus.class)
                .map(HttpStatus::getCode)
                .orElseGet(() -> defaultStatus(method));
    }

    private static int defaultStatus(ExecutableMethod<?, ?> method) {
        return method.getReturnType().isVoid() ? 204 : 200;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /// The status of an answer that is not an `HttpResponse`.
    int status() {
        return status;
    }

    boolean takesBody() {
        return takesBody;
    }

    /// Whether a request without any body is one with an empty object.
    boolean bodyMayBeEmpty() {
        return bodyMayBeEmpty;
    }

    /// Whether secrets stay in the body.
    boolean bodyIsTakenAsItIs() {
        return bodyIsTakenAsItIs;
    }

    @Nullable
    Object invoke(@Nullable Object[] arguments) {
        return analytical
                ? Replica.willDo(() -> method.invoke(bean.get(), arguments))
                : method.invoke(bean.get(), arguments);
    }

    /// The caller, who may call this; null for an operation that takes calls without a key.
    ///
    /// @throws ProblemException 401 without a valid key, 403 for a key that does not allow this
    @Nullable
    Caller allowed(Request request) {
        if (scope == null) {
            return null;
        }
        Caller caller = request.caller();
        if (caller == null) {
            throw refused(request.refusal());
        }
        boolean narrowedOut = (caller.agentId() != null && !agentKeys) || (caller.userId() != null && !userKeys);
        if (!caller.may(scope) || narrowedOut) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN,
                    narrowedOut
                            ? "this key is restricted to an agent or a user, and this has no such rows"
                            : "this needs a key with the scope " + scope.name().toLowerCase(Locale.ROOT));
        }
        return caller;
    }

    private static ProblemException refused(Request.@Nullable Refusal refusal) {
        if (refusal == null) {
            return ProblemException.of(ProblemType.UNAUTHENTICATED, "send Authorization: Bearer <api key>");
        }
        ProblemType type = refusal.status() == 503 ? ProblemType.UNAVAILABLE : ProblemType.UNAUTHENTICATED;
        return ProblemException.of(type, refusal.detail());
    }
}
