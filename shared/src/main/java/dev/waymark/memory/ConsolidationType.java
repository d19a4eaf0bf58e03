package dev.waymark.memory;

/// How several memories became one.
public enum ConsolidationType {
    MERGE,
    SUMMARIZE,
    ABSTRACT
}
