package dev.waymark.body;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Bounds text: a string, or every string (member names too) in a JSON value. Breaking it is a `nul` or
/// `size` error.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({
    ElementType.FIELD,
    ElementType.METHOD,
    ElementType.PARAMETER,
    ElementType.RECORD_COMPONENT,
    ElementType.TYPE_USE
})
public @interface Text {
    /// The most bytes of UTF-8: of the string itself, or of the whole JSON value in canonical form.
    int maxBytes() default Integer.MAX_VALUE;

    /// Whether U+0000 may occur. Columns of type text and jsonb cannot hold it.
    boolean allowNul() default false;
}
