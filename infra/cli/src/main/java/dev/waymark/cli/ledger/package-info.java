/// Bringing a whole command with its steps into the ledger so that a second or an interrupted run does no harm.
/// Depends on the client; importers and the demo depend on it. It must not know where the steps come from.
@NullMarked
package dev.waymark.cli.ledger;

import org.jspecify.annotations.NullMarked;
