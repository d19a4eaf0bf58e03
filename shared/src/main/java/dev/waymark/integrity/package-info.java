/// Whether what is stored is what was stored: digests, audit chains, counters, references and
/// partitions, computed again page by page. What the database can compute it does; what is packed
/// is unpacked here. Reads, and changes nothing.
@NullMarked
package dev.waymark.integrity;

import org.jspecify.annotations.NullMarked;
