/// Operations on end users: erasing one, and the receipt. Access to data is by `dev.waymark.erasure`
/// alone.
@NullMarked
package dev.waymark.api.user;

import org.jspecify.annotations.NullMarked;
