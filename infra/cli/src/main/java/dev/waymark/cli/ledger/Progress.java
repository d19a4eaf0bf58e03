package dev.waymark.cli.ledger;

/// Is told how far recording has come.
@FunctionalInterface
public interface Progress {
    /// Tells nobody.
    Progress NONE = (done, total) -> {};

    /// Called after each batch.
    ///
    /// @param done steps that are in the ledger, those of earlier runs included
    void at(int done, int total);
}
