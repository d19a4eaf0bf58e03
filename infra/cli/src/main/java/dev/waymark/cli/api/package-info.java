/// How the command line talks to Waymark: address and key, names in paths, retries, problems as exceptions.
/// Depends on the JDK's HTTP client and on Jackson. It knows no command and no file format, and prints nothing.
@NullMarked
package dev.waymark.cli.api;

import org.jspecify.annotations.NullMarked;
