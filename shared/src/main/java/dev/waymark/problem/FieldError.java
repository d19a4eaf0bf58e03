package dev.waymark.problem;

import org.jspecify.annotations.Nullable;

/// One thing wrong with a request.
///
/// @param pointer where in the body, as a JSON Pointer (RFC 6901); empty for the whole body and for what is
///     not in it
/// @param code a short stable word, such as `required`, `unknown`, `type`, `size`
/// @param detail one sentence for a person
/// @param parameter the path, query or header parameter meant, where it is not the body
public record FieldError(
        String pointer,
        String code,
        String detail,
        @Nullable String parameter) {

    public static FieldError at(String pointer, String code, String detail) {
        return new FieldError(pointer, code, detail, null);
    }

    public static FieldError of(String parameter, String code, String detail) {
        return new FieldError("", code, detail, parameter);
    }
}
