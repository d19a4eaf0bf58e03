package dev.waymark.encryption;

/// Wraps the data keys of tenants with a key that the database never sees: AWS KMS on AWS, a file elsewhere.
public interface KeyWrapping {
    /// What the key that wraps now is known by; another name means that keys are to be wrapped anew.
    String name();

    /// Wraps a key.
    ///
    /// @param context what the key belongs to; unwrapping takes the same
    /// @throws dev.waymark.problem.ProblemException 503 where that is not possible now
    byte[] wrap(byte[] key, String context);

    /// Unwraps a key.
    ///
    /// @param wrappedBy the name that it was wrapped under
    /// @throws dev.waymark.problem.ProblemException 503 where that is not possible now; 500
    ///     integrity-error where the wrapped key is not what was stored for this context
    byte[] unwrap(byte[] wrapped, String wrappedBy, String context);
}
