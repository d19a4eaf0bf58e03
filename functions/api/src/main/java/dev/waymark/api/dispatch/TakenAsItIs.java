package dev.waymark.api.dispatch;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// An operation whose body is not redacted, because it says what a secret looks like.
@Documented
@Retention(RetentionPolicy.RUNTIME)
public @interface TakenAsItIs {}
