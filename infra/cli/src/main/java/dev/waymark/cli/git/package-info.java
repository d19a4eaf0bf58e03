/// The git repository around a folder: what it stands at, and putting its work tree back without losing anything.
/// Depends on the git program; commands and the look at the machine depend on it. It makes no requests.
@NullMarked
package dev.waymark.cli.git;

import org.jspecify.annotations.NullMarked;
