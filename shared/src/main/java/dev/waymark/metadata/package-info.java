/// Finding rows by their metadata: what query parameters such as `metadata.step=3` ask for.
/// Depends on JSON and problems. Knows no HTTP and no SQL.
@NullMarked
package dev.waymark.metadata;

import org.jspecify.annotations.NullMarked;
