package dev.weir.metering;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of vendors' prices that ships with Weir; facts of genai-prices, see the head of the resource. */
record PriceTable(List<Vendor> vendors) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * A vendor and its models, in the order in which their rules are tried.
     *
     * @param address matches the beginning of the vendor's base URL
     * @param fallbacks vendors whose models it resells at their price
     */
    record Vendor(String id, Pattern address, Match ids, Match models, List<String> fallbacks, List<Model> list) {
        Optional<Model> model(String name) {
            return list.stream().filter(model -> model.match.test(name)).findFirst();
        }
    }

    /** A model and its prices; the last one that holds applies, else the first. */
    record Model(String id, Match match, List<Dated> prices) {
        Price at(Instant time) {
            for (int i = prices.size() - 1; i > 0; i--) {
                if (prices.get(i).when.holds(time)) {
                    return prices.get(i).price;
                }
            }
            return prices.getFirst().price;
        }
    }

    record Dated(When when, Price price) {}

    /** When a price holds: from a day on, or between two times of every day, in UTC; always, if nothing is said. */
    record When(
            @Nullable LocalDate from,
            @Nullable OffsetTime start,
            @Nullable OffsetTime end) {
        boolean holds(Instant time) {
            if (from != null && time.atOffset(ZoneOffset.UTC).toLocalDate().isBefore(from)) {
                return false;
            }
            OffsetTime ofDay = time.atOffset(ZoneOffset.UTC).toOffsetTime();
            return (start == null || !ofDay.isBefore(start)) && (end == null || ofDay.isBefore(end));
        }

        String suffix() {
            return (from == null ? "" : "@" + from) + (start == null ? "" : "@" + start + "-" + end);
        }
    }

    static PriceTable shipped() {
        try (InputStream in = PriceTable.class.getResourceAsStream("prices.json")) {
            if (in == null) {
                throw new IllegalStateException("the price table is missing from the program");
            }
            return read(MAPPER.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PriceTable read(JsonNode root) {
        List<Vendor> vendors = new ArrayList<>();
        for (JsonNode vendor : root.path("providers")) {
            vendors.add(vendor(vendor));
        }
        return new PriceTable(List.copyOf(vendors));
    }

    private static Vendor vendor(JsonNode node) {
        String id = node.path("id").asString();
        List<Model> models = new ArrayList<>(node.path("models").size());
        for (JsonNode model : node.path("models")) {
            models.add(model(id, model));
        }
        List<String> fallbacks = new ArrayList<>();
        node.path("fallback").forEach(fallback -> fallbacks.add(fallback.asString()));
        return new Vendor(
                id,
                Pattern.compile(node.path("address").asString()),
                Match.of(node.path("ids")),
                Match.of(node.path("match")),
                List.copyOf(fallbacks),
                List.copyOf(models));
    }

    private static Model model(String vendor, JsonNode node) {
        String id = node.path("id").asString();
        List<Dated> prices = new ArrayList<>(1);
        for (JsonNode price : node.path("prices")) {
            When when = new When(day(price.path("from")), time(price.path("start")), time(price.path("end")));
            prices.add(new Dated(when, new Price(vendor + "/" + id + when.suffix(), "USD", rates(price))));
        }
        return new Model(id, Match.of(node.path("match")), List.copyOf(prices));
    }

    private static @Nullable LocalDate day(JsonNode node) {
        return node.isMissingNode() ? null : LocalDate.parse(node.asString());
    }

    private static @Nullable OffsetTime time(JsonNode node) {
        return node.isMissingNode() ? null : OffsetTime.parse(node.asString());
    }

    private static Rates rates(JsonNode price) {
        return new Rates(
                rate(price.path("input"), Rate.MILLION),
                rate(price.path("cached_input"), Rate.MILLION),
                rate(price.path("cache_write"), Rate.MILLION),
                rate(price.path("hour_cache_write"), Rate.MILLION),
                rate(price.path("audio_input"), Rate.MILLION),
                rate(price.path("cached_audio_input"), Rate.MILLION),
                rate(price.path("output"), Rate.MILLION),
                rate(price.path("audio_output"), Rate.MILLION),
                rate(price.path("thousand_requests"), 1000),
                rate(price.path("thousand_searches"), 1000));
    }

    /** An amount, or {@code [amount, start, amount, …]} where long inputs cost another amount. */
    private static @Nullable Rate rate(JsonNode node, long per) {
        if (node.isMissingNode()) {
            return null;
        }
        if (!node.isArray()) {
            return new Rate(amount(node), per, List.of());
        }
        List<Rate.Tier> tiers = new ArrayList<>();
        for (int i = 1; i < node.size(); i += 2) {
            tiers.add(new Rate.Tier(node.get(i).asLong(), amount(node.get(i + 1))));
        }
        return new Rate(amount(node.get(0)), per, tiers);
    }

    private static BigDecimal amount(JsonNode node) {
        return node.decimalValue();
    }

    Optional<Vendor> byAddress(String baseUrl) {
        return vendors.stream()
                .filter(vendor -> vendor.address.matcher(baseUrl).lookingAt())
                .findFirst();
    }

    Optional<Vendor> byId(String provider) {
        String id = provider.toLowerCase(Locale.ROOT).strip();
        return vendors.stream()
                .filter(vendor -> vendor.id.equals(id))
                .findFirst()
                .or(() -> vendors.stream().filter(vendor -> vendor.ids.test(id)).findFirst());
    }

    Optional<Vendor> byModel(String name) {
        return vendors.stream().filter(vendor -> vendor.models.test(name)).findFirst();
    }

    Optional<Model> model(Vendor vendor, String name) {
        return vendor.model(name)
                .or(() -> vendor.fallbacks.stream()
                        .flatMap(fallback -> byId(fallback).stream())
                        .flatMap(other -> other.model(name).stream())
                        .findFirst());
    }
}
