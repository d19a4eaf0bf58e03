package dev.waymark.token;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a family of models cuts text into tokens. The names are those by which the encodings are published.
public enum TokenEncoding {
    R50K_BASE,
    P50K_BASE,
    P50K_EDIT,
    CL100K_BASE,
    O200K_BASE;

    /// Counts for a model whose own encoding is not public: an estimate, and never an error, because a budget that
    /// is kept about right is worth more than none.
    public static final TokenEncoding DEFAULT = O200K_BASE;

    /// What begins the names of models, and what they use: the longest beginning that fits counts. A beginning ends
    /// where the name ends or goes on with `-`, `.` or `:`.
    private static final Map<String, TokenEncoding> BEGINNINGS = Map.ofEntries(
            Map.entry("gpt-5", O200K_BASE),
            Map.entry("gpt-4o", O200K_BASE),
            Map.entry("gpt-4.1", O200K_BASE),
            Map.entry("gpt-4.5", O200K_BASE),
            Map.entry("chatgpt-4o", O200K_BASE),
            Map.entry("gpt-oss", O200K_BASE),
            Map.entry("o1", O200K_BASE),
            Map.entry("o3", O200K_BASE),
            Map.entry("o4", O200K_BASE),
            Map.entry("gpt-4", CL100K_BASE),
            Map.entry("gpt-3.5", CL100K_BASE),
            Map.entry("gpt-35", CL100K_BASE),
            Map.entry("text-embedding-ada-002", CL100K_BASE),
            Map.entry("text-embedding-3", CL100K_BASE),
            Map.entry("text-davinci-edit", P50K_EDIT),
            Map.entry("code-davinci-edit", P50K_EDIT),
            Map.entry("text-davinci-002", P50K_BASE),
            Map.entry("text-davinci-003", P50K_BASE),
            Map.entry("code-davinci", P50K_BASE),
            Map.entry("code-cushman", P50K_BASE),
            Map.entry("text-davinci", R50K_BASE),
            Map.entry("davinci", R50K_BASE),
            Map.entry("curie", R50K_BASE),
            Map.entry("babbage", R50K_BASE),
            Map.entry("ada", R50K_BASE));

    private static final List<String> LONGEST_FIRST = BEGINNINGS.keySet().stream()
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();

    /// The encoding of a model, or the one of this very name; [#DEFAULT] for a model that is not known and where
    /// none is named. What a gateway puts before the name (`openai/gpt-4o`) does not matter.
    public static TokenEncoding ofModel(@Nullable String model) {
        return known(model).orElse(DEFAULT);
    }

    /// Whether counts for this model are what the model itself counts, and no estimate.
    public static boolean isExactFor(@Nullable String model) {
        return known(model).isPresent();
    }

    /// The name by which the encoding is published, such as `o200k_base`.
    public String published() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<TokenEncoding> known(@Nullable String model) {
        if (model == null) {
            return Optional.empty();
        }
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(encoding -> encoding.published().equals(name))
                .findFirst()
                .or(() -> LONGEST_FIRST.stream()
                        .filter(beginning -> begins(name, beginning))
                        .findFirst()
                        .map(BEGINNINGS::get));
    }

    private static boolean begins(String name, String beginning) {
        return name.startsWith(beginning)
                && (name.length() == beginning.length() || "-.:".indexOf(name.charAt(beginning.length())) >= 0);
    }
}
