/// Messages: what was said in conversations, where each stands, and what it said before it was
/// edited. Records as they
/// are asked for, stored and answered, and the one class that pages of them are read through.
@NullMarked
package dev.waymark.message;

import org.jspecify.annotations.NullMarked;
