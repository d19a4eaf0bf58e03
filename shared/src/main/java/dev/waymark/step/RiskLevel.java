package dev.waymark.step;

/// What a step may break.
public enum RiskLevel {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
