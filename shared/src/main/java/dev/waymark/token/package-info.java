/// Counting tokens as language models do. Whatever has to fit in a model's context counts here and nowhere else.
/// Knows no HTTP and no SQL.
@NullMarked
package dev.waymark.token;

import org.jspecify.annotations.NullMarked;
