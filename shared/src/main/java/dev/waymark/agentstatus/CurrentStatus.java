package dev.waymark.agentstatus;

/// How an agent is doing.
public enum CurrentStatus {
    IDLE,
    BUSY,
    PROCESSING,
    WAITING,
    ERROR
}
