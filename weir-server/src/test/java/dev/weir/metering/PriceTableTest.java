package dev.weir.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the shipped table from genai-prices' and checks that the one in the program is that. To renew it, put the new
 * {@code data.json} in place and run this test with {@code -Dweir.prices.write}.
 */
class PriceTableTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Path SHIPPED =
            CostOracle.ROOT.resolve("weir-server/src/main/resources/dev/weir/metering/prices.json");
    private static final Map<String, String> RATES = Map.of(
            "input_mtok", "input",
            "cache_read_mtok", "cached_input",
            "cache_write_mtok", "cache_write",
            "input_audio_mtok", "audio_input",
            "cache_audio_read_mtok", "cached_audio_input",
            "output_mtok", "output",
            "output_audio_mtok", "audio_output",
            "requests_kcount", "thousand_requests",
            "web_searches_kcount", "thousand_searches",
            "rerank_searches_kcount", "thousand_searches");
    /** Dollars for a thousand searches of the web, which the source's usages price and its table does not have yet. */
    private static final Map<String, Integer> SEARCHES = Map.of("anthropic", 10);

    private static final Pattern BEYOND_RE2 = Pattern.compile("\\(\\?[=!<>]|\\\\[1-9]|[*+?}]\\+");

    @Test
    void theShippedTableIsMadeFromTheSource() throws Exception {
        String made = convert(MAPPER.readTree(CostOracle.read("genai-prices-data.json")));
        if (System.getProperty("weir.prices.write") != null) {
            Files.writeString(SHIPPED, made);
        }

        assertThat(made).isEqualTo(Files.readString(SHIPPED));
    }

    private static String convert(JsonNode providers) {
        List<String> lines = new ArrayList<>();
        for (JsonNode provider : providers) {
            lines.add(provider(provider));
        }
        return """
                {"source": "github.com/pydantic/genai-prices, prices/data.json, condensed; facts only",
                "licence": "MIT, Copyright (c) Pydantic Services Inc. 2025 to present; text in NOTICE",
                "unit": "US dollars for a million tokens; [amount, n, amount] changes above n input tokens; hour_cache_write is twice the input, by Anthropic's price list",
                "providers": [
                %s
                ]}
                """.formatted(String.join(",\n", lines));
    }

    private static String provider(JsonNode from) {
        ObjectNode to = MAPPER.createObjectNode();
        to.set("id", from.get("id"));
        to.put("address", checked(from.get("api_pattern").asString()));
        copy(from, "provider_match", to, "ids");
        copy(from, "model_match", to, "match");
        copy(from, "fallback_model_providers", to, "fallback");
        List<String> models = new ArrayList<>();
        for (JsonNode model : from.get("models")) {
            ObjectNode condensed = model(model, SEARCHES.get(from.get("id").asString()));
            if (condensed.get("id").asString().contains("claude")) {
                condensed.get("prices").forEach(price -> hourCacheWrite((ObjectNode) price));
            }
            models.add(condensed.toString());
        }
        String head = to.toString();
        return head.substring(0, head.length() - 1) + ",\"models\":[\n" + String.join(",\n", models) + "\n]}";
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String newName) {
        if (from.hasNonNull(name)) {
            to.set(newName, from.get(name));
        }
    }

    private static ObjectNode model(JsonNode from, @Nullable Integer searches) {
        ObjectNode to = MAPPER.createObjectNode();
        to.set("id", from.get("id"));
        from.get("match").findValues("regex").forEach(regex -> checked(regex.asString()));
        to.set("match", from.get("match"));
        ArrayNode prices = to.putArray("prices");
        JsonNode listed = from.get("prices");
        if (listed.isArray()) {
            listed.forEach(dated -> prices.add(price(dated.path("constraint"), dated.get("prices"), searches)));
        } else {
            prices.add(price(MAPPER.missingNode(), listed, searches));
        }
        return to;
    }

    private static ObjectNode price(JsonNode constraint, JsonNode from, @Nullable Integer searches) {
        ObjectNode to = MAPPER.createObjectNode();
        copy(constraint, "start_date", to, "from");
        copy(constraint, "start_time", to, "start");
        copy(constraint, "end_time", to, "end");
        for (String name : from.propertyNames()) {
            assertThat(RATES).as("a rate of a kind that Weir does not know").containsKey(name);
            to.set(RATES.get(name), rate(from.get(name)));
        }
        if (searches != null && !to.has("thousand_searches")) {
            to.put("thousand_searches", searches.intValue());
        }
        return to;
    }

    /**
     * The source has one rate for writing to the cache, that of five minutes: one and a quarter of the input. An hour costs
     * twice the input (Anthropic, "Prompt caching", pricing). Where the first does not hold, the second is not assumed.
     */
    private static void hourCacheWrite(ObjectNode price) {
        JsonNode input = price.path("input");
        if (!price.has("cache_write") || !times(input, "1.25").equals(times(price.get("cache_write"), "1"))) {
            return;
        }
        List<String> following = price.propertyNames().stream()
                .dropWhile(name -> !name.equals("cache_write"))
                .skip(1)
                .toList();
        Map<String, JsonNode> moved = new LinkedHashMap<>();
        following.forEach(name -> moved.put(name, price.remove(name)));
        price.set("hour_cache_write", times(input, "2"));
        price.setAll(moved);
    }

    /** A rate, or the prices among a rate's steps. */
    private static JsonNode times(JsonNode rate, String factor) {
        if (rate.isNumber()) {
            BigDecimal product =
                    rate.decimalValue().multiply(new BigDecimal(factor)).stripTrailingZeros();
            return MAPPER.valueToTree(product.scale() < 0 ? product.setScale(0) : product);
        }
        ArrayNode to = MAPPER.createArrayNode();
        for (int i = 0; i < rate.size(); i++) {
            to.add(i % 2 == 0 ? times(rate.get(i), factor) : rate.get(i));
        }
        return to;
    }

    private static JsonNode rate(JsonNode from) {
        if (!from.isObject()) {
            return from;
        }
        ArrayNode to = MAPPER.createArrayNode().add(from.get("base"));
        from.get("tiers").forEach(tier -> to.add(tier.get("start")).add(tier.get("price")));
        return to;
    }

    private static String checked(String regex) {
        assertThat(BEYOND_RE2.matcher(regex).find()).as(regex).isFalse();
        return regex;
    }
}
