/// The store beneath checkpoints: a JSON object is cut into pieces where its content says so, pieces that
/// are new are packed together, and a layout names the pieces that make up the whole (ADR 0011). Pure: what
/// is stored where is the caller's to say. Nothing else knows how a state is laid out.
@NullMarked
package dev.waymark.piece;

import org.jspecify.annotations.NullMarked;
