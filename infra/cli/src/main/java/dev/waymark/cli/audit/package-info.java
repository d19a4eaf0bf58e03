/// Audit trails outside of Waymark: exporting a command's hash chain, and proving it again without trusting the
/// database that it came from.
/// Depends on the client for exporting and on the JDK for proving; the verifying command depends on it.
@NullMarked
package dev.waymark.cli.audit;

import org.jspecify.annotations.NullMarked;
