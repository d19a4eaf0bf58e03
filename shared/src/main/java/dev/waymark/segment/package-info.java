/// How old messages are laid away: rows become columns, columns become one Zstandard frame, and a
/// signature tells which words cannot be in it (ADR 0013). Pure: which rows go together and where
/// they are stored is the caller's to say. Knows no table and nothing of messages.
@NullMarked
package dev.waymark.segment;

import org.jspecify.annotations.NullMarked;
