package dev.waymark.cli.ledger;

import java.util.UUID;

/// What recording a plan did.
///
/// @param steps how many steps the plan has
/// @param sent how many of them were missing and are now there
/// @param created whether the command itself was missing
/// @param changed whether anything at all was written
/// @param status the command's, afterwards
public record Recorded(UUID commandId, int steps, int sent, boolean created, boolean changed, String status) {}
