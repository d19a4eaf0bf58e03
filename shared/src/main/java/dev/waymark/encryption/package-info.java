/// Encryption at rest by field: what a tenant encrypts, its keys, and the one place where values
/// become ciphertexts and values again (ADR 0018). Knows no table but those of keys and of the
/// job's work: what identifies a row is told by whoever reads or writes it. AWS is not known
/// here: who wraps keys stands behind [KeyWrapping].
@NullMarked
package dev.waymark.encryption;

import org.jspecify.annotations.NullMarked;
