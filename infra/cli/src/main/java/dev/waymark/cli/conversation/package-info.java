/// Conversations on the command line: files of runs read into conversations, and bringing those
/// into Waymark. Depends on the API's client. It knows no command and prints nothing.
@NullMarked
package dev.waymark.cli.conversation;

import org.jspecify.annotations.NullMarked;
