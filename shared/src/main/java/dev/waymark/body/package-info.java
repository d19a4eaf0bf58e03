/// Request bodies into records and records into answers, by the introspections that Micronaut makes at
/// compile time. Depends on dev.waymark.json, dev.waymark.problem and Micronaut's core and validation. Knows
/// no HTTP, no database and no domain word: what a body means is the business of the record it is read into.
@NullMarked
package dev.waymark.body;

import org.jspecify.annotations.NullMarked;
