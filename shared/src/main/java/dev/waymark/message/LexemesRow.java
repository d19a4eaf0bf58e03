package dev.waymark.message;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/// The words of some messages.
///
/// @param language the text search configuration that they were made with
/// @param lexemes a JSON array of strings
@MappedEntity("lexemes")
record LexemesRow(@Id String language, String lexemes) {}
