package dev.waymark.migrate.aws;

/// Where the deploy keeps its secrets.
@FunctionalInterface
interface Secrets {
    /// The text of one secret.
    ///
    /// @param id its name or ARN
    String read(String id);
}
