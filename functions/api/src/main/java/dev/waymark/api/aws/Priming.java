package dev.waymark.api.aws;

import dev.waymark.api.dispatch.Request;
import java.util.Map;

/// The request that warms a function up before its snapshot is taken: it goes the whole way to the database.
final class Priming {
    private Priming() {}

    static Request health() {
        return new Request(
                "GET /v1/health",
                "GET",
                "/v1/health",
                Map.of(),
                Map.of(),
                Map.of(),
                new byte[0],
                null,
                null,
                "priming");
    }
}
