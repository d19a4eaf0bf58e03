package dev.waymark.archive;

import dev.waymark.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/// Where objects are kept: a folder or a bucket. An object is whole or absent, for everybody and
/// after any crash, and never changes.
///
/// Keys are names with slashes between, each of letters, digits, `.`, `_` and `-`, none of them `.`
/// or `..`. Whatever fails for reasons of the store is a 503 `unavailable`: whether a put or a
/// delete was done is not known then, and it may be asked for again. Safe for use by several
/// threads.
public interface ObjectStore {
    /// Puts an object where there is none. Once this returns, it is durable.
    ///
    /// @return false when the key is taken: what is there stays as it is
    /// @throws IllegalArgumentException for a key that is none
    /// @throws ProblemException 503 `unavailable`
    boolean put(String key, byte[] object);

    /// The object, or nothing where there is none.
    ///
    /// @throws ObjectAsleepException for one that the store has to bring up first, which this call
    ///     begins
    /// @throws IllegalArgumentException for a key that is none
    /// @throws ProblemException 503 `unavailable`
    Optional<byte[]> get(String key);

    /// Deletes an object for good; one that is not there may be deleted, too.
    ///
    /// @throws IllegalArgumentException for a key that is none
    /// @throws ProblemException 503 `unavailable`
    void delete(String key);

    /// Keys below a folder, a thousand at most; none once all are deleted.
    ///
    /// @param folder a key that others go on from after a slash
    /// @throws IllegalArgumentException for a folder that is no key
    /// @throws ProblemException 503 `unavailable`
    List<String> list(String folder);
}
