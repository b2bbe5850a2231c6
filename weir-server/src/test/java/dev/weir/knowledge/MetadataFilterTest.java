package dev.weir.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.knowledge.index.Arm;
import dev.weir.knowledge.index.Entry;
import dev.weir.knowledge.index.Hit;
import dev.weir.knowledge.index.KnowledgeIndex;
import dev.weir.knowledge.index.SearchFilter;
import dev.weir.knowledge.index.SearchRequest;
import dev.weir.spi.document.Chunk;
import dev.weir.spi.document.DocumentText;
import dev.weir.spi.document.Span;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a filter lets through is what reading each document's metadata by hand lets through. */
class MetadataFilterTest {
    private static final int DOCUMENTS = 120;
    private static final List<String> KEYS = List.of("year", "price", "author", "tags", "day", "flag", "mixed");

    @TempDir
    Path directory;

    @Test
    void anyFilterFindsWhatReadingEveryDocumentFinds() throws IOException {
        Random random = new Random(20_261_122);
        Map<String, ObjectNode> documents = new HashMap<>();
        try (KnowledgeIndex index = KnowledgeIndex.open(directory)) {
            for (int i = 0; i < DOCUMENTS; i++) {
                ObjectNode metadata = metadata(random);
                documents.put("d" + i, metadata);
                index.put(entry("d" + i, metadata));
            }
            index.refresh();
            int some = 0;
            for (int i = 0; i < 800; i++) {
                ObjectNode filter = filter(random, 0);
                Set<String> expected = documents.entrySet().stream()
                        .filter(document -> passes(filter, document.getValue()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(found(index, MetadataFilter.read(filter)))
                        .as(filter.toString())
                        .isEqualTo(expected);
                some += expected.isEmpty() || expected.size() == DOCUMENTS ? 0 : 1;
            }
            assertThat(some).as("filters that tell documents apart").isGreaterThan(200);
            assertThat(index.keys().stream().filter(MetadataFilter::isField).map(MetadataFilter::plain))
                    .containsExactlyInAnyOrderElementsOf(KEYS);
        }
    }

    private static Entry entry(String id, ObjectNode metadata) {
        String text = "the river is wide";
        NewDocument document =
                new Submission(id, DocumentText.plain(id, text), metadata, Readers.EVERYBODY, 1).forIndex("hash");
        Chunk chunk = new Chunk(0, new Span(0, text.length()), text, List.of(), null);
        return new Entry(id, id, document.terms(), List.of(chunk));
    }

    private static Set<String> found(KnowledgeIndex index, SearchFilter filter) throws IOException {
        SearchRequest request =
                SearchRequest.hybrid("river", 1000).asking(EnumSet.of(Arm.BM25)).seeing(filter);
        return index.search(request, null).stream().map(Hit::documentId).collect(Collectors.toCollection(TreeSet::new));
    }

    private static ObjectNode metadata(Random random) {
        ObjectNode made = Json.MAPPER.createObjectNode();
        if (random.nextInt(4) > 0) {
            made.put("year", 2015 + random.nextInt(10));
        }
        if (random.nextBoolean()) {
            made.put("price", random.nextInt(4000) / 100.0 - 10);
        }
        if (random.nextInt(3) > 0) {
            made.put("author", List.of("ann", "bob", "Eve", "").get(random.nextInt(4)));
        }
        ArrayNode tags = made.putArray("tags");
        for (int i = random.nextInt(3); i > 0; i--) {
            tags.add(List.of("red", "green", "7", "12").get(random.nextInt(4)));
        }
        if (random.nextBoolean()) {
            made.put("day", day(random));
        }
        if (random.nextBoolean()) {
            made.put("flag", random.nextBoolean());
        }
        switch (random.nextInt(5)) {
            case 0 -> made.put("mixed", random.nextInt(30));
            case 1 -> made.put("mixed", "word" + random.nextInt(5));
            case 2 -> made.put("mixed", day(random));
            case 3 -> made.putNull("mixed");
            default -> made.putObject("mixed").put("deep", 1);
        }
        return made;
    }

    private static String day(Random random) {
        String date = "2024-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(9);
        return random.nextBoolean()
                ? date
                : date + "T1" + random.nextInt(9) + ":30:00" + (random.nextBoolean() ? "Z" : "+02:00");
    }

    private static ObjectNode filter(Random random, int depth) {
        ObjectNode filter = Json.MAPPER.createObjectNode();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            int kind = random.nextInt(depth < 3 ? 10 : 7);
            if (kind == 7 || kind == 8) {
                ArrayNode list = filter.putArray(kind == 7 ? "$and" : "$or");
                for (int j = 1 + random.nextInt(3); j > 0; j--) {
                    list.add(filter(random, depth + 1));
                }
            } else if (kind == 9) {
                filter.set("$not", filter(random, depth + 1));
            } else {
                String key = KEYS.get(random.nextInt(KEYS.size()));
                filter.set(key, condition(random, key));
            }
        }
        return filter;
    }

    private static JsonNode condition(Random random, String key) {
        if (random.nextInt(4) == 0) {
            return random.nextBoolean() ? value(random, key) : values(random, key);
        }
        ObjectNode condition = Json.MAPPER.createObjectNode();
        switch (random.nextInt(6)) {
            case 0 -> condition.set("$eq", value(random, key));
            case 1 -> condition.set("$ne", value(random, key));
            case 2 -> condition.set("$in", values(random, key));
            case 3 -> condition.set("$nin", values(random, key));
            case 4 -> condition.put("$exists", random.nextBoolean());
            default -> {
                int type = key.equals("mixed") || key.equals("tags")
                        ? random.nextInt(3)
                        : key.equals("day") ? 1 : key.equals("author") ? 2 : 0;
                if (random.nextInt(3) > 0) {
                    condition.set(random.nextBoolean() ? "$gt" : "$gte", bound(random, type));
                }
                if (condition.isEmpty() || random.nextBoolean()) {
                    condition.set(random.nextBoolean() ? "$lt" : "$lte", bound(random, type));
                }
            }
        }
        return condition;
    }

    private static JsonNode bound(Random random, int type) {
        return switch (type) {
            case 0 ->
                random.nextBoolean()
                        ? Json.MAPPER.getNodeFactory().numberNode(2013 + random.nextInt(13))
                        : Json.MAPPER.getNodeFactory().numberNode(random.nextInt(4000) / 100.0 - 10);
            case 1 -> Json.MAPPER.getNodeFactory().stringNode(day(random));
            default ->
                Json.MAPPER
                        .getNodeFactory()
                        .stringNode(
                                List.of("a", "bob", "m", "word2", "red", "Z").get(random.nextInt(6)));
        };
    }

    private static JsonNode value(Random random, String key) {
        for (int i = 0; i < 50; i++) {
            JsonNode value = metadata(random).get(key);
            if (value != null && value.isValueNode() && !value.isNull()) {
                return value;
            }
        }
        return Json.MAPPER.getNodeFactory().stringNode("red");
    }

    private static ArrayNode values(Random random, String key) {
        ArrayNode values = Json.MAPPER.createArrayNode();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            values.add(value(random, key));
        }
        return values;
    }

    /** The same said again, slowly and by itself. */
    private static boolean passes(JsonNode filter, JsonNode metadata) {
        for (Map.Entry<String, JsonNode> member : filter.properties()) {
            JsonNode value = member.getValue();
            boolean passes = switch (member.getKey()) {
                case "$and" -> value.valueStream().allMatch(each -> passes(each, metadata));
                case "$or" -> value.valueStream().anyMatch(each -> passes(each, metadata));
                case "$not" -> !passes(value, metadata);
                default -> holds(value, labels(metadata.path(member.getKey())));
            };
            if (!passes) {
                return false;
            }
        }
        return true;
    }

    private static List<String> labels(JsonNode value) {
        List<String> labels = new ArrayList<>();
        for (JsonNode each : value.isArray() ? value : List.of(value)) {
            if (each.isValueNode() && !each.isNull() && !each.isMissingNode()) {
                labels.add(each.asString());
            }
        }
        return labels;
    }

    private static boolean holds(JsonNode condition, List<String> labels) {
        if (!condition.isObject()) {
            return labels(condition).stream().anyMatch(labels::contains);
        }
        boolean holds = true;
        for (Map.Entry<String, JsonNode> each : condition.properties()) {
            JsonNode value = each.getValue();
            holds &= switch (each.getKey()) {
                case "$eq", "$in" -> labels(value).stream().anyMatch(labels::contains);
                case "$ne", "$nin" -> labels(value).stream().noneMatch(labels::contains);
                case "$exists" -> value.asBoolean() != labels.isEmpty();
                default -> labels.stream().anyMatch(label -> within(condition, label));
            };
        }
        return holds;
    }

    private static boolean within(JsonNode bounds, String label) {
        return bounds.properties().stream().allMatch(bound -> {
            Integer order = order(label, bound.getValue());
            return order != null
                    && switch (bound.getKey()) {
                        case "$gt" -> order > 0;
                        case "$gte" -> order >= 0;
                        case "$lt" -> order < 0;
                        default -> order <= 0;
                    };
        });
    }

    private static @Nullable Integer order(String label, JsonNode bound) {
        if (bound.isNumber()) {
            return label.matches("[-+]?[0-9.]+") ? new BigDecimal(label).compareTo(bound.decimalValue()) : null;
        }
        if (bound.asString().matches("\\d{4}-.*")) {
            return label.matches("\\d{4}-.*") ? time(label).compareTo(time(bound.asString())) : null;
        }
        return Integer.signum(label.compareTo(bound.asString()));
    }

    private static Instant time(String text) {
        String whole = text.length() == 10 ? text + "T00:00:00Z" : text;
        return OffsetDateTime.parse(whole).toInstant();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    []                                     | filter             | is not an object
                    {"$or": []}                            | filter.$or         | is not a list of filters
                    {"$or": [{"a": 1}, 2]}                 | filter.$or[1]      | is not an object
                    {"$nor": [{"a": 1}]}                   | filter.$nor        | there is no operator $nor
                    {"a": {"$like": "x"}}                  | filter.a.$like     | there is no operator $like
                    {"a": {"b": 1}}                        | filter.a.b         | there is no operator b
                    {"a": {}}                              | filter.a           | says nothing
                    {"a": null}                            | filter.a           | is not a value
                    {"a": []}                              | filter.a           | is not a value
                    {"a": [1, [2]]}                        | filter.a           | is not a value
                    {"a": {"$in": 1}}                      | filter.a.$in       | is not a list
                    {"a": {"$eq": [1]}}                    | filter.a.$eq       | is a list
                    {"a": {"$exists": "yes"}}              | filter.a.$exists   | neither true nor false
                    {"a": {"$gt": true}}                   | filter.a.$gt       | is not a number
                    {"a": {"$gt": 1, "$gte": 2}}           | filter.a           | both $gt and $gte
                    {"a": {"$gt": 1, "$lt": "x"}}          | filter.a           | with a number and with something else
                    {"a": {"$gt": "2024-01-01", "$lt": "x"}} | filter.a         | with a time and with something else
                    {"a": {"$gt": 1e400}}                  | filter.a.$gt       | too large
                    """)
    void mistakesAreToldByTheirPlace(String filter, String field, String words) {
        assertThatThrownBy(() -> MetadataFilter.read(Json.tree(filter.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.refused().field()).isEqualTo(field);
                    assertThat(refusal.refused().message()).contains(words);
                });
    }

    @Test
    void whatIsTooMuchIsRefused() {
        ObjectNode deep = Json.MAPPER.createObjectNode().put("a", 1);
        for (int i = 0; i < 40; i++) {
            ObjectNode around = Json.MAPPER.createObjectNode();
            around.set("$not", deep);
            deep = around;
        }
        ObjectNode tooDeep = deep;
        assertThatThrownBy(() -> MetadataFilter.read(tooDeep)).hasMessageContaining("deep");
        ObjectNode wide = Json.MAPPER.createObjectNode();
        for (int i = 0; i < 300; i++) {
            wide.put("k" + i, i);
        }
        assertThatThrownBy(() -> MetadataFilter.read(wide)).hasMessageContaining("conditions");
        ObjectNode many = Json.MAPPER.createObjectNode();
        ArrayNode values = many.putArray("k");
        for (int i = 0; i < 1_001; i++) {
            values.add(i);
        }
        assertThatThrownBy(() -> MetadataFilter.read(many)).hasMessageContaining("1000 values");
    }
}
