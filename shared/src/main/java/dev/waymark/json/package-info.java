/// JSON as a value that survives exactly: strict reading, one canonical form, and text that passes through
/// untouched. Depends on jackson-core and Micronaut's JSON tree only. Knows no HTTP, no database and no
/// domain word.
@NullMarked
package dev.waymark.json;

import org.jspecify.annotations.NullMarked;
