/// Tests of the package of the same name, without a server.
/// They may use that package and what it builds on.
/// What needs a whole command line is tested one package up.
@NullMarked
package dev.waymark.cli.git;

import org.jspecify.annotations.NullMarked;
