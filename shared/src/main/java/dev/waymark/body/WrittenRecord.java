package dev.waymark.body;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.core.beans.BeanIntrospection;
import io.micronaut.core.beans.BeanProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How the records of one type are written: its components in their order, without the hidden ones.
record WrittenRecord(List<Member> members) {

    /// One component that is written.
    record Member(String name, BeanProperty<Object, Object> property, boolean omitsNull) {
        @Nullable
        Object of(Object record) {
            return property.get(record);
        }
    }

    @SuppressWarnings("unchecked") // an introspection of some type takes instances of that type, which it is given
    static WrittenRecord of(Class<?> type) {
        BeanIntrospection<Object> introspection =
                (BeanIntrospection<Object>) (BeanIntrospection<?>) BeanIntrospection.getIntrospection(type);
        boolean omitsNulls = introspection.hasAnnotation(OmitNull.class);
        List<Member> members = new ArrayList<>();
        for (BeanProperty<Object, Object> property : introspection.getBeanProperties()) {
            if (!property.hasAnnotation(Hidden.class)) {
                boolean omitsNull = omitsNulls || property.hasAnnotation(OmitNull.class);
                members.add(new Member(JsonName.ofComponent(property.getName()), property, omitsNull));
            }
        }
        return new WrittenRecord(List.copyOf(members));
    }

    /// The same with these members only; a name that is none of them is a 422.
    WrittenRecord narrowedTo(Set<String> fields) {
        Set<String> names = members.stream().map(Member::name).collect(Collectors.toSet());
        List<FieldError> unknown = new TreeSet<>(fields)
                .stream()
                        .filter(field -> !names.contains(field))
                        .map(field -> FieldError.of("fields", "unknown", "no such field: " + Shown.of(field)))
                        .toList();
        if (!unknown.isEmpty()) {
            throw ProblemException.invalid(unknown);
        }
        return new WrittenRecord(members.stream()
                .filter(member -> fields.contains(member.name()))
                .toList());
    }
}
