package dev.waymark.erasure;

/// The archives of the caller's tenant, as far as erasing needs them.
public interface ArchivesToErase {
    /// Makes sure that no archive tells of this end user any more: deletes those of nobody else,
    /// and writes those anew that tell of others too. A second call finds nothing.
    ///
    /// @return how many archives were deleted or written anew
    /// @throws dev.waymark.archive.ObjectAsleepException where the store has to bring one up first:
    ///     call again later
    int forget(String userId);

    /// Deletes every archive.
    ///
    /// @return how many there were
    int deleteAll();
}
