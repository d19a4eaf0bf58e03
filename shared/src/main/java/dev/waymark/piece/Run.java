package dev.waymark.piece;

/// Pieces that follow each other in one pack.
///
/// @param pack its place in the layout's list of packs
/// @param first the first piece's place in the pack
record Run(int pack, int first, int count) {}
