package dev.waymark.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.memory.repository.jdbc.JdbcChatMemoryRepository;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The JDBC chat memory of Spring AI as it is delivered: a window as wide as the conversation over its repository. */
public final class SpringAiPeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMA = "/org/springframework/ai/chat/memory/repository/jdbc/schema-postgresql.sql";

    private JdbcChatMemoryRepository repository;
    private ChatMemory memory;

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        SpringAiPeer peer = new SpringAiPeer();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.println(JSON.writeValueAsString(peer.answer(JSON.readTree(line))));
        }
    }

    private Map<String, Object> answer(JsonNode command) {
        try {
            return switch (command.get("do").asText()) {
                case "open" -> open(command.get("url").asText());
                case "begin" -> begin(command.get("conversation").asText(), command.get("messages"));
                case "append" -> append(command.get("conversation").asText(), command.get("message"));
                case "last" -> load(command.get("conversation").asText(), command.get("count").asInt());
                default -> Map.of("error", "no such command");
            };
        } catch (Exception e) {
            // told to the benchmark, which ends with it
            return Map.of("error", e.toString());
        }
    }

    private Map<String, Object> open(String address) throws Exception {
        URI url = URI.create(address);
        String[] credentials = url.getUserInfo().split(":", 2);
        SingleConnectionDataSource source = new SingleConnectionDataSource(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(),
                credentials[0],
                credentials.length > 1 ? credentials[1] : "none",
                true);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                var schema = SpringAiPeer.class.getResourceAsStream(SCHEMA)) {
            statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        }
        repository = JdbcChatMemoryRepository.builder().dataSource(source).build();
        memory = MessageWindowChatMemory.builder()
                .chatMemoryRepository(repository)
                .maxMessages(1_000_000)
                .build();
        return Map.of();
    }

    private Map<String, Object> begin(String conversation, JsonNode messages) {
        List<Message> all = new ArrayList<>();
        messages.forEach(message -> all.add(message(message)));
        long start = System.nanoTime();
        repository.saveAll(conversation, all);
        return Map.of("ms", (System.nanoTime() - start) / 1e6);
    }

    private Map<String, Object> append(String conversation, JsonNode message) {
        Message added = message(message);
        long start = System.nanoTime();
        memory.add(conversation, List.of(added));
        return Map.of("ms", (System.nanoTime() - start) / 1e6);
    }

    /** The repository reads all of a conversation, whatever is wanted of it. */
    private Map<String, Object> load(String conversation, int count) throws IOException {
        long start = System.nanoTime();
        List<Message> all = repository.findByConversationId(conversation);
        List<Message> last = all.subList(Math.max(all.size() - count, 0), all.size());
        double milliseconds = (System.nanoTime() - start) / 1e6;
        return Map.of("ms", milliseconds, "texts", last.stream().map(Message::getText).toList());
    }

    /** What a tool says has no place of its own in its table: it goes as what the assistant says. */
    private static Message message(JsonNode message) {
        String text = message.get("text").asText();
        return switch (message.get("role").asText()) {
            case "system" -> new SystemMessage(text);
            case "user" -> new UserMessage(text);
            default -> new AssistantMessage(text);
        };
    }
}
