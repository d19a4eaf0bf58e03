/// What functions answer while the database fails, and after it.
/// May use the tests' harness and what starts and kills servers.
/// Must not share its servers with other tests.
@NullMarked
package dev.waymark.api.fault;

import org.jspecify.annotations.NullMarked;
