/// The operations on archives. An operation validates, decides and calls `dev.waymark.archive`,
/// where bodies, rows and statements are.
@NullMarked
package dev.waymark.api.archive;

import org.jspecify.annotations.NullMarked;
