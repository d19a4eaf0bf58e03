/// What is left to be encrypted anew after settings or keys have changed, and walking through it:
/// table by table, in small batches, beside everything else. Knows what each table's values are
/// bound to, and no key.
@NullMarked
package dev.waymark.encryptionwork;

import org.jspecify.annotations.NullMarked;
