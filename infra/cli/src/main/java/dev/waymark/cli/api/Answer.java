package dev.waymark.cli.api;

import com.fasterxml.jackson.databind.JsonNode;

/// What the API answered: a status below 300 and its JSON body (a missing node where there is none).
public record Answer(int status, JsonNode body) {}
