package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.ledger.StableId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads a SWE-agent trajectory of any of its variants: `trajectory` with a state as object or as text, with or without
/// times and prompts, or `history` alone.
public final class TrajectoryReader {
    /// Python writes NaN and Infinity into JSON.
    private final JsonMapper mapper =
            Json.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    /// The whole file; its name and hash are part of the result.
    ///
    /// @throws UnreadableFileException when the file is absent, no JSON or no trajectory
    public Trajectory read(Path path) {
        byte[] bytes = bytes(path);
        String name = String.valueOf(path.getFileName());
        var cleaner = new Cleaner();
        JsonNode file = parse(bytes, cleaner);
        JsonNode history = history(file);
        List<Turn> turns = turns(file, history, cleaner);
        var facts = new RunFacts(file, cleaner);
        return new Trajectory(
                name,
                StableId.sha256Of(bytes),
                cleaner.text(TaskText.of(file, history, name)),
                facts.read(),
                facts.exitStatus(),
                turns,
                cleaner.replaced());
    }

    private List<Turn> turns(JsonNode file, JsonNode history, Cleaner cleaner) {
        JsonNode trajectory = file.path("trajectory");
        if (trajectory.isArray() && (!trajectory.isEmpty() || history.isMissingNode())) {
            return new TrajectoryTurns(new StateText(mapper), cleaner).read(trajectory);
        }
        if (!history.isMissingNode()) {
            return new HistoryTurns(cleaner).read(history);
        }
        throw new UnreadableFileException("not a trajectory: it has neither a list `trajectory` nor a list `history`");
    }

    private static JsonNode history(JsonNode file) {
        for (String member : List.of("history", "messages")) {
            if (file.path(member).isArray()) {
                return file.path(member);
            }
        }
        return MissingNode.getInstance();
    }

    private static byte[] bytes(Path path) {
        if (!Files.exists(path)) {
            throw new UnreadableFileException("no such file");
        }
        if (Files.isDirectory(path)) {
            throw new UnreadableFileException("a folder, not a file");
        }
        try {
            return Files.readAllBytes(path);
        } catch (IOException unreadable) {
            throw new UnreadableFileException("cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private JsonNode parse(byte[] bytes, Cleaner cleaner) {
        String text = decode(bytes, cleaner);
        try {
            JsonNode file = mapper.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
            if (file.isObject()) {
                return file;
            }
        } catch (JsonProcessingException notJson) {
            throw new UnreadableFileException("not JSON: " + place(notJson), notJson);
        }
        throw new UnreadableFileException(text.isBlank() ? "empty" : "not a trajectory: it is no JSON object");
    }

    private static String decode(byte[] bytes, Cleaner cleaner) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            cleaner.count((int) text.chars().filter(c -> c == '\uFFFD').count());
            return text;
        }
    }

    private static String place(JsonProcessingException notJson) {
        var location = notJson.getLocation();
        String where =
                location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
        return notJson.getOriginalMessage() + where;
    }
}
