package dev.waymark.checkpoint;

/// How long a checkpoint stays: until it expires, for ever, or until it expires and then in an archive.
public enum RetentionPolicy {
    TEMPORARY,
    PERMANENT,
    ARCHIVE
}
