package dev.waymark.cli.print;

/// Which colour stands for what.
final class Styles {
    private Styles() {}

    static String ofStatus(String status) {
        return switch (status) {
            case "completed", "success" -> "green";
            case "failed", "failure" -> "red";
            case "executing", "running", "approved" -> "cyan";
            case "pending", "awaiting_approval", "partial" -> "yellow";
            case "skipped", "cancelled", "rolled_back" -> "faint";
            default -> "";
        };
    }

    static String ofAgent(String status) {
        return switch (status) {
            case "idle" -> "green";
            case "busy", "processing" -> "cyan";
            case "waiting" -> "yellow";
            case "error" -> "red";
            default -> "";
        };
    }

    static String ofRisk(String risk) {
        return switch (risk) {
            case "high" -> "yellow";
            case "critical" -> "red";
            default -> "";
        };
    }
}
