package dev.waymark.postgres;

/// What a server's data is worth.
enum Durability {
    /// Every acknowledged commit survives a power cut.
    KEPT("on"),
    /// Nothing needs to survive the process: no waiting for the disk.
    THROWN_AWAY("off");

    private final String setting;

    Durability(String setting) {
        this.setting = setting;
    }

    /// The value of `fsync`, `synchronous_commit` and `full_page_writes`.
    String setting() {
        return setting;
    }
}
