package dev.waymark.api.dispatch;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/// An operation that reads much and writes nothing, and whose answer may be a moment old: it reads
/// from the replica where there is one.
@Documented
@Retention(RetentionPolicy.RUNTIME)
public @interface Analytical {}
