/// Context templates: the language of their texts, and rendering within a budget of tokens.
/// Records as they are asked for, stored and answered, and their repository.
@NullMarked
package dev.waymark.contexttemplate;

import org.jspecify.annotations.NullMarked;
