/// Tests of looking at the machine: at the real one that they run on.
/// They may run programs that are there and must pass where they are not.
/// No test depends on a gateway or on the network beyond the loopback address.
@NullMarked
package dev.waymark.cli.machine;

import org.jspecify.annotations.NullMarked;
