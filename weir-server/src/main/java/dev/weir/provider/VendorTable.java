package dev.weir.provider;

import dev.weir.kernel.NearestName;
import dev.weir.spi.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vendors that speak OpenAI's dialect, from the resource {@code vendors.json}: data, not classes. */
final class VendorTable {
    private VendorTable() {}

    /**
     * A row.
     *
     * @param hosts the ends of its hosts' names; empty for what runs anywhere
     * @param usage where the events of a stream state it, in dots
     * @param cached a field of its own, beside OpenAI's, for what was read from the cache
     * @param reasoning the field of a message with the model's thoughts
     */
    record Row(
            String name,
            String title,
            List<String> hosts,
            String usage,
            @Nullable String cached,
            @Nullable String reasoning,
            ServerProfile profile) {
        Row {
            hosts = List.copyOf(hosts);
        }

        boolean isAt(String host) {
            return hosts.stream().anyMatch(end -> host.equals(end) || host.endsWith("." + end));
        }
    }

    /** Read on first use. */
    private static final class Read {
        static final Map<String, Row> VENDORS = read();
    }

    static List<Row> all() {
        return List.copyOf(Read.VENDORS.values());
    }

    static Optional<Row> find(String name) {
        return Optional.ofNullable(Read.VENDORS.get(name.toLowerCase(Locale.ROOT)));
    }

    static Row get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no vendor '" + name + "': " + unknown(name).hint()));
    }

    /** What is wrong with a {@code vendor} that {@link #find} does not know. */
    static Provider.Fault unknown(String name) {
        Set<String> names = Read.VENDORS.keySet();
        String hint = NearestName.to(name, names)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("it is one of " + String.join(", ", names) + "; leave it out for a server of another kind");
        return new Provider.Fault("vendor", "is '" + name + "', which is no vendor that Weir knows", hint);
    }

    /** The vendor whose host it is. */
    static Optional<Row> at(URI address) {
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        return Read.VENDORS.values().stream()
                .filter(vendor -> vendor.isAt(host))
                .findFirst();
    }

    private static Map<String, Row> read() {
        Map<String, Row> vendors = new LinkedHashMap<>();
        rows().stream()
                .filter(row -> !Vendors.isKind(row))
                .map(VendorTable::vendor)
                .forEach(vendor -> {
                    vendors.put(vendor.name(), vendor);
                });
        return vendors;
    }

    /** All that is written of vendors: of those of other dialects, too, and what {@link Vendors} reads. */
    static List<JsonNode> rows() {
        try (InputStream in = VendorTable.class.getResourceAsStream("vendors.json")) {
            if (in == null) {
                throw new IllegalStateException("the table of vendors is missing from the program");
            }
            return JsonMapper.shared()
                    .readTree(in)
                    .path("vendors")
                    .valueStream()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row vendor(JsonNode row) {
        String name = row.path("name").stringValue();
        return new Row(
                name,
                row.path("title").stringValue(),
                texts(row.path("hosts")),
                row.path("usage").stringValue(),
                textOrNull(row.path("cached")),
                textOrNull(row.path("reasoning")),
                new ServerProfile(
                        name,
                        URI.create(row.path("base_url").stringValue()),
                        texts(row.path("limits")),
                        row.path("stream_options").booleanValue(),
                        ServerProfile.Prefill.of(row.path("prefill").stringValue()),
                        Set.copyOf(texts(row.path("endpoints")))));
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }

    static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }
}
