/// The suites that guard the whole: every route, every table, every constraint, every role, every package.
/// They enumerate what there is, so that something new is covered or fails until it is. They may use everything;
/// nothing depends on them.
@NullMarked
package dev.waymark.api.suite;

import org.jspecify.annotations.NullMarked;
