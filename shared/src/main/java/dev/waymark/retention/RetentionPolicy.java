package dev.waymark.retention;

import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/// How long rows of a kind stay, and what then becomes of them: as it is asked for, and as it is answered.
///
/// @param kind a word of [RetentionKind]
/// @param days counted from what the kind says; null with `keep`
/// @param then `archive`, `compress`, `delete`, `roll_up` or `keep`, as far as the kind takes it
@Introspected
public record RetentionPolicy(String kind, @Nullable Integer days, String then) {
    static RetentionPolicy of(RetentionPolicyRow row) {
        return new RetentionPolicy(row.kind(), row.days(), row.then());
    }
}
