/// Operations on the keys that a tenant's fields are encrypted with.
@NullMarked
package dev.waymark.api.encryptionkey;

import org.jspecify.annotations.NullMarked;
