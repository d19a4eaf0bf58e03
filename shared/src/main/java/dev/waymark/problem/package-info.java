/// What went wrong, told the way RFC 9457 tells it: one record, one enum of types, one exception that carries
/// them. Depends on nothing but the JDK. Everything may depend on it; nothing else defines an error of its
/// own for callers.
@NullMarked
package dev.waymark.problem;

import org.jspecify.annotations.NullMarked;
