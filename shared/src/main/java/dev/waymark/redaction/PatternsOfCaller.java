package dev.waymark.redaction;

import java.util.List;

/// The patterns of the tenant that this thread works for.
@FunctionalInterface
interface PatternsOfCaller {
    /// None outside of a call, and for a tenant that has set none.
    List<TenantPattern> get();
}
