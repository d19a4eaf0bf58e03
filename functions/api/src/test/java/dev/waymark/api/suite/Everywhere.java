package dev.waymark.api.suite;

import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// Looks for text in every column of every table of a tenant, in what is packed too.
final class Everywhere {
    private final Inspector inspector;
    private final UUID tenant;

    Everywhere(Inspector inspector, UUID tenant) {
        this.inspector = inspector;
        this.tenant = tenant;
    }

    /// Every row with one of these texts in it, by table, whole and in order.
    Map<String, List<String>> rowsWith(List<String> needles) {
        Map<String, List<String>> found = new TreeMap<>();
        for (String table : Tables.names(inspector)) {
            String condition =
                    needles.stream().map(needle -> condition(table, needle)).collect(Collectors.joining(" or "));
            List<String> rows = inspector.texts(
                    "select t::text from %s t where %s = ? and (%s) order by 1"
                            .formatted(table, table.equals("tenants") ? "id" : "tenant_id", condition),
                    tenant);
            if (!rows.isEmpty()) {
                found.put(table, rows);
            }
        }
        List<String> sealed = segmentsWith(needles);
        if (!sealed.isEmpty()) {
            found.put("message_segments, unpacked", sealed);
        }
        return found;
    }

    private String condition(String table, String needle) {
        return inspector.text("""
                select string_agg(case atttypid when 'bytea'::regtype
                         then format('coalesce(position(convert_to(%2$L, ''UTF8'') in t.%1$I) > 0, false)', attname, cast(? as text))
                         else format('coalesce(strpos(t.%1$I::text, %2$L) > 0, false)', attname, cast(? as text)) end, ' or ')
                  from pg_attribute
                 where attrelid = cast(? as regclass) and attnum > 0 and not attisdropped
                """, needle, needle, table);
    }

    private List<String> segmentsWith(List<String> needles) {
        List<String> found = new ArrayList<>();
        for (List<String> row : inspector.rows(
                "select conversation_id || ' ' || first_position, encode(body, 'hex'), content_bytes from message_segments where tenant_id = ?",
                tenant)) {
            byte[] sheet = Zstd.decompress(HexFormat.of().parseHex(row.get(1)), Integer.parseInt(row.get(2)));
            String text = new String(sheet, StandardCharsets.ISO_8859_1);
            if (needles.stream().anyMatch(text::contains)) {
                found.add(row.get(0));
            }
        }
        return found;
    }
}
