package dev.weir.usage;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Where a page of rows ended: the last row's groups, as the tables have them. */
final class Place {
    private Place() {}

    static String cursor(UsageQuery query, UsageRow last) {
        List<String> values = new ArrayList<>();
        for (Dimension dimension : query.groups()) {
            values.add(stored(dimension, last.group().getOrDefault(dimension.wire(), "")));
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(values));
    }

    private static String stored(Dimension dimension, String shown) {
        return switch (dimension.kind()) {
            case HOUR -> Long.toString(Tally.quarter(OffsetDateTime.parse(shown).toInstant()));
            case DAY -> Long.toString(LocalDate.parse(shown).toEpochDay());
            case MONTH -> Long.toString(LocalDate.parse(shown + "-01").toEpochDay());
            case ORGANIZATION -> "";
            default -> shown;
        };
    }

    /**
     * @throws Refusal if it is no cursor of such a question
     */
    static List<String> read(UsageQuery query, String cursor) {
        try {
            byte[] text = Base64.getUrlDecoder().decode(cursor.getBytes(StandardCharsets.UTF_8));
            List<String> values = new ArrayList<>();
            for (JsonNode value : Json.tree(text)) {
                values.add(value.asString());
            }
            if (values.size() == query.groups().size() && !values.isEmpty()) {
                for (int i = 0; i < values.size(); i++) {
                    checkNumber(query.groups().get(i), values.get(i));
                }
                return values;
            }
        } catch (IllegalArgumentException | DateTimeException | Refusal e) {
            // answered below, like a cursor of another question
        }
        throw new Refusal(
                ErrorCode.INVALID_REQUEST,
                "'" + (cursor.length() > 80 ? cursor.substring(0, 80) + "…" : cursor)
                        + "' is not a cursor of this question.",
                "cursor",
                "Use the 'next' of the page before, with the same group_by.");
    }

    private static void checkNumber(Dimension dimension, String value) {
        if (dimension.kind().isTime()) {
            Long.parseLong(value);
        }
    }
}
