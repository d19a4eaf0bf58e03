package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// The machine at one moment.
///
/// @param sections of a snapshot; a section that could not be seen is left out
/// @param notes why a section is absent or not whole, by its name
public record Capture(ObjectNode sections, Map<String, String> notes) {}
