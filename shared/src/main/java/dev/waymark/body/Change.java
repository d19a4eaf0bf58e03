package dev.waymark.body;

import org.jspecify.annotations.Nullable;

/// What a partial update says about one member: nothing, a new value, or an explicit null. As the type of a
/// component, `Change<String>` tells the three apart; a member that is not in the body is [Absent], never
/// null.
public sealed interface Change<T> {
    /// The member is not in the body: what is stored stays.
    record Absent<T>() implements Change<T> {}

    /// The member has a value.
    record To<T>(T value) implements Change<T> {}

    /// The member is null: what is stored goes.
    record ToNull<T>() implements Change<T> {}

    static <T> Change<T> absent() {
        return new Absent<>();
    }

    static <T> Change<T> to(T value) {
        return new To<>(value);
    }

    static <T> Change<T> toNull() {
        return new ToNull<>();
    }

    /// Whether the body names the member, be it with a value or with null.
    default boolean isPresent() {
        return !(this instanceof Absent<T>);
    }

    /// The new value; null both where there is none and where it is null.
    default @Nullable T value() {
        return this instanceof To<T>(T value) ? value : null;
    }

    /// What holds after this change where `current` held before.
    default @Nullable T appliedTo(@Nullable T current) {
        return isPresent() ? value() : current;
    }
}
