package dev.waymark.api.dispatch;

import dev.waymark.caller.Scope;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// Who may call an operation. One without this annotation takes calls without a key.
@Documented
@Retention(RetentionPolicy.RUNTIME)
public @interface Access {
    /// The scope that the key must have.
    Scope value();

    /// Whether keys that are restricted to an agent may call; row security then narrows what they see.
    boolean agentKeys() default false;

    /// Whether keys that are restricted to an end user may call; row security then narrows what they see.
    boolean userKeys() default false;
}
