package dev.waymark.message;

import dev.waymark.json.StrictJson;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// The words of some messages.
///
/// @param language the text search configuration that they were made with
/// @param lexemes a JSON array of strings
@MappedEntity("lexemes")
record LexemesRow(@Id String language, String lexemes) {
    /// The lexemes, each once.
    List<String> list() {
        List<String> all = new ArrayList<>();
        for (JsonNode lexeme : StrictJson.read(lexemes).values()) {
            all.add(lexeme.getStringValue());
        }
        return all;
    }
}
