/// Insights: what a project's steps came to, by stretches of time. Reads what the ledger holds; nothing depends on it.
@NullMarked
package dev.waymark.insights;

import org.jspecify.annotations.NullMarked;
