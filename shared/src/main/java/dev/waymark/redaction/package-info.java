/// Redaction: secrets are taken out of what comes in before anything else sees it. Pure; knows patterns, not
/// routes.
@NullMarked
package dev.waymark.redaction;

import org.jspecify.annotations.NullMarked;
