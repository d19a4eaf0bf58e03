/// Bundles: a project or an agent with all that hangs below it, as lines that another tenant
/// takes in under the same ids. What a bundle holds and what belongs to it the database says;
/// what it cannot look into is unpacked and looked at here.
@NullMarked
package dev.waymark.bundle;

import org.jspecify.annotations.NullMarked;
