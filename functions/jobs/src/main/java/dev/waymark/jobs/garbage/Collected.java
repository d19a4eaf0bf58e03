package dev.waymark.jobs.garbage;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// The row of `collect_garbage()`: what one call did, for one tenant.
///
/// @param documents rows of either table of documents that are gone
/// @param packs those that are gone
/// @param bytes what all of these weighed as they were stored
/// @param finished whether the tenant is done
@MappedEntity("collected_garbage")
record Collected(@Id UUID tenant, long documents, long packs, long bytes, boolean finished) {
    long rows() {
        return documents + packs;
    }
}
