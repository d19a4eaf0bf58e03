/// Tests of the command line, run in process against a stand-in that answers as the contract says.
/// They may use everything of the command line and a real HTTP server of the JDK.
/// No test depends on a gateway, a database or the network beyond the loopback address.
@NullMarked
package dev.waymark.cli;

import org.jspecify.annotations.NullMarked;
