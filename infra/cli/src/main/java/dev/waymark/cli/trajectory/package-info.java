/// Reading SWE-agent trajectories in all their variants and turning each into a command with steps.
/// Depends on Jackson and on the plans of the ledger package; the import command depends on it. It makes no requests.
@NullMarked
package dev.waymark.cli.trajectory;

import org.jspecify.annotations.NullMarked;
