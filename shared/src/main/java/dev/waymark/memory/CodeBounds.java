package dev.waymark.memory;

/// What stands with the code of an embedding, see [VectorCode]. Another code has others, for all that
/// can be told without reading it.
record CodeBounds(float scale, float slack, float fineSlack) {}
