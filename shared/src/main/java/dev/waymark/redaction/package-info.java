/// Redaction: secrets are taken out of what comes in before anything else sees it, those that
/// everybody knows by their
/// shape and those that the caller's tenant has a pattern for. Knows patterns, not routes.
@NullMarked
package dev.waymark.redaction;

import org.jspecify.annotations.NullMarked;
