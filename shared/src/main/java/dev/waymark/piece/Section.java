package dev.waymark.piece;

import java.util.List;

/// One value of a state: a large member, or all small members together.
///
/// @param name of the member; empty for the small members, whose kind is an object
/// @param open see [Cuts#open()]
/// @param runs where its items are
record Section(String name, Kind kind, boolean open, List<Run> runs) {}
