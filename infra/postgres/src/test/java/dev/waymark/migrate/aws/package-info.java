/// What a deploy does to a real database.
/// May use the servers of the tests.
/// Must not reach AWS.
@NullMarked
package dev.waymark.migrate.aws;

import org.jspecify.annotations.NullMarked;
