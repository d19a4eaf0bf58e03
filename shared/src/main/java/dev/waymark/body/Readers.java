package dev.waymark.body;

import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.type.Argument;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.validation.validator.ValidatorConfiguration;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds the reader for a type: made once from what the compiler knew, then kept.
final class Readers {
    private final ValidatorConfiguration validation;

    // What a type looks like never changes, so a reader made twice by two threads is the same reader.
    private final Map<Class<?>, RecordReader> records = new ConcurrentHashMap<>();

    Readers(ValidatorConfiguration validation) {
        this.validation = validation;
    }

    /// @throws io.micronaut.core.beans.exceptions.IntrospectionException for a type that is not introspected
    RecordReader ofRecord(Class<?> type) {
        RecordReader known = records.get(type);
        return known != null ? known : records.computeIfAbsent(type, this::newRecordReader);
    }

    private RecordReader newRecordReader(Class<?> type) {
        BeanIntrospection<?> introspection = BeanIntrospection.getIntrospection(type);
        List<Component> components = new ArrayList<>();
        for (Argument<?> argument : introspection.getConstructorArguments()) {
            components.add(component(argument));
        }
        return new RecordReader(introspection, List.copyOf(components));
    }

    private Component component(Argument<?> argument) {
        String name = JsonName.ofComponent(argument.getName());
        if (argument.getType() == Change.class) {
            return new Component(name, change(argument), Change.absent(), null);
        }
        ValueReader reader = checked(argument, argument.getAnnotationMetadata());
        return new Component(name, reader, null, requirement(argument));
    }

    private static @Nullable String requirement(Argument<?> argument) {
        if (argument.getAnnotationMetadata().hasAnnotation(NotBlank.class)) {
            return "must not be blank";
        }
        return argument.isNullable() && !argument.getAnnotationMetadata().hasAnnotation(NotNull.class)
                ? null
                : "is required";
    }

    /// What stands before `Change<…>` and what stands inside it both speak of the new value.
    private ValueReader change(Argument<?> argument) {
        Argument<?> value = argument.getTypeParameters()[0];
        boolean nullable = !isRequired(argument) && !isRequired(value);
        ValueReader inside = checked(value, value.getAnnotationMetadata());
        List<NodeCheck> checks = NodeCheck.of(argument.getAnnotationMetadata());
        List<Rule<?>> rules = Rule.of(argument.getAnnotationMetadata(), value.getType(), validation);
        return new ChangeReader(combined(inside, checks, rules), nullable);
    }

    private static boolean isRequired(Argument<?> argument) {
        return argument.getAnnotationMetadata().hasAnnotation(NotBlank.class)
                || argument.getAnnotationMetadata().hasAnnotation(NotNull.class);
    }

    private ValueReader checked(Argument<?> argument, AnnotationMetadata annotations) {
        return combined(
                plain(argument), NodeCheck.of(annotations), Rule.of(annotations, argument.getType(), validation));
    }

    private static ValueReader combined(ValueReader reader, List<NodeCheck> checks, List<Rule<?>> rules) {
        return checks.isEmpty() && rules.isEmpty() ? reader : new CheckedReader(reader, checks, rules);
    }

    private ValueReader plain(Argument<?> argument) {
        Class<?> type = argument.getType();
        ValueReader scalar = Scalars.of(type);
        if (scalar != null) {
            return scalar;
        }
        if (JsonNode.class.isAssignableFrom(type)) {
            return new NodeReader();
        }
        if (type.isEnum()) {
            return EnumReader.of(type);
        }
        if (type == List.class || type == Collection.class || type == Set.class) {
            return new ElementsReader(checkedParameter(argument, 0), type == Set.class);
        }
        if (type == Map.class) {
            return new EntriesReader(checkedParameter(argument, 1));
        }
        // Asked for when it is needed: a record may hold records of its own type.
        return (node, at, violations) -> ofRecord(type).read(node, at, violations);
    }

    private ValueReader checkedParameter(Argument<?> argument, int index) {
        Argument<?> parameter = argument.getTypeParameters()[index];
        return checked(parameter, parameter.getAnnotationMetadata());
    }
}
