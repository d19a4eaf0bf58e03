package dev.waymark.api.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Functions;
import dev.waymark.piece.Layout;
import dev.waymark.piece.Shelf;
import dev.waymark.piece.StateText;
import dev.waymark.piece.StoredPack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The packs of one tenant as they are stored, past every cache, and the collector that deletes them.
final class PackStore implements AutoCloseable {
    private final Inspector inspector;
    private final UUID tenant;

    PackStore(Functions functions, UUID tenant) {
        this.inspector = Inspector.of(functions.database());
        this.tenant = tenant;
        inspector.run("select set_config('waymark.tenant_id', ?, false)", tenant.toString());
    }

    /// The tenant that a checkpoint belongs to.
    static UUID tenantOf(Functions functions, UUID checkpoint) {
        try (Inspector inspector = Inspector.of(functions.database())) {
            return UUID.fromString(inspector.text("select tenant_id from state_checkpoints where id = ?", checkpoint));
        }
    }

    /// Every state that is stored, put together from what the database has and nothing else.
    Map<UUID, JsonNode> states() {
        Map<UUID, JsonNode> states = new LinkedHashMap<>();
        try (PreparedStatement statement = connection().prepareStatement("""
                select c.id, c.layout, array_to_string(c.packs, ',') as packs, pack_frames(c.packs, '{}') as frames
                  from state_checkpoints c
                 where c.tenant_id = current_tenant()
                """);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                states.put(rows.getObject("id", UUID.class), state(rows));
            }
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return states;
    }

    private static JsonNode state(ResultSet row) throws SQLException, JsonProcessingException {
        String packs = row.getString("packs");
        List<UUID> ids = packs.isEmpty()
                ? List.of()
                : Arrays.stream(packs.split(",", -1)).map(UUID::fromString).toList();
        var shelf = new Shelf();
        byte[] frames = row.getBytes("frames");
        if (frames != null) {
            shelf.open(StoredPack.read(frames));
        }
        Layout layout = Layout.decoded(ids, row.getBytes("layout"));
        return Functions.JSON.readTree(new StateText(layout, shelf).whole().toString());
    }

    /// As if so much time had passed since packs were touched and noted.
    void pass(Duration time) {
        for (String moved : List.of(
                "packs set touched_at = touched_at",
                "garbage_packs set noted_at = noted_at",
                "collections set due_at = due_at")) {
            inspector.run(
                    "update " + moved + " - cast(? as interval) where tenant_id = ?",
                    time.toSeconds() + " seconds",
                    tenant);
        }
    }

    /// Runs the collector in this tenant for so many rows; how many packs it deleted.
    long collect(int rows) {
        return inspector.number("select coalesce(sum(packs), 0) from collect_garbage(?, ?)", rows, tenant);
    }

    /// Ends what the collector has begun, and then runs it once from beginning to end.
    void collectAll() {
        for (int run = 0; run < 2; run++) {
            while (inspector
                    .text("select finished from collect_garbage(1000, ?)", tenant)
                    .equals("f")) {
                // so many at a time
            }
        }
    }

    long packs() {
        return inspector.number("select count(*) from packs where tenant_id = ?", tenant);
    }

    long notes() {
        return inspector.number("select count(*) from garbage_packs where tenant_id = ?", tenant);
    }

    UUID tenant() {
        return tenant;
    }

    Inspector inspector() {
        return inspector;
    }

    Connection connection() {
        return inspector.connection();
    }

    @Override
    public void close() {
        inspector.close();
    }
}
