package dev.waymark.caller;

/// What a key may do. `ADMIN` includes `READ`, `WRITE` and `APPROVE`; `OPERATOR` includes nothing else.
public enum Scope {
    READ,
    WRITE,
    APPROVE,
    ADMIN,
    OPERATOR
}
