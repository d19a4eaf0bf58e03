package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;

/// Takes any JSON value as it is, a null in a list or a map included.
record NodeReader() implements ValueReader {
    @Override
    public Object read(JsonNode node, Pointer at, Violations violations) {
        return node;
    }

    @Override
    public boolean takesNull() {
        return true;
    }
}
