package dev.waymark.retention;

import io.micronaut.core.annotation.Introspected;
import java.util.List;

/// What holds of every kind: what GET and PUT answer.
///
/// @param items one of each kind, in the order in which a sweep goes through them
@Introspected
public record RetentionPolicies(List<RetentionPolicy> items) {
    public RetentionPolicies {
        items = List.copyOf(items);
    }

    public static RetentionPolicies of(List<RetentionPolicyRow> rows) {
        return new RetentionPolicies(rows.stream().map(RetentionPolicy::of).toList());
    }

    /// What `ETag` answers: it grows with each change of any kind.
    public static long version(List<RetentionPolicyRow> rows) {
        return 1 + rows.stream().mapToLong(RetentionPolicyRow::version).sum();
    }
}
