/// What changed between two states: the exact difference as a JSON Patch, and the part that a person reads.
/// Pure: depends on Micronaut's JSON tree, `dev.waymark.json` and the problem record. Knows no database, no
/// HTTP, and never fails on a shape that it does not expect.
@NullMarked
package dev.waymark.change;

import org.jspecify.annotations.NullMarked;
