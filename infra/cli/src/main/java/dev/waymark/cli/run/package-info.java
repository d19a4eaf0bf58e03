/// Running a command of this machine as a recorded step: the process with its output and its signals, and what the
/// ledger is told before and after.
/// Depends on the client, on the look at the machine and on git; commands depend on it. It prints nothing but the
/// output of the process.
@NullMarked
package dev.waymark.cli.run;

import org.jspecify.annotations.NullMarked;
