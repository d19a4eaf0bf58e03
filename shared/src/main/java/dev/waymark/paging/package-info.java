/// Lists in pages: keyset cursors made of the last row's key, and how much a page may hold.
/// Depends on bodies and problems. Knows no HTTP and no SQL.
@NullMarked
package dev.waymark.paging;

import org.jspecify.annotations.NullMarked;
