/// Operations on context templates: keeping them, and rendering contexts from them.
@NullMarked
package dev.waymark.api.contexttemplate;

import org.jspecify.annotations.NullMarked;
