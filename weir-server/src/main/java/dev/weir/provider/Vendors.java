package dev.weir.provider;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The vendors that other gateways and the environment speak of: the rows of {@link VendorTable}, and those that have a
 * provider kind of their own.
 */
public final class Vendors {
    private static final String OPENAI = "openai";

    private Vendors() {}

    /** Read on first use. */
    private static final class Read {
        static final List<Vendor> ALL = read();
    }

    public static List<Vendor> all() {
        return Read.ALL;
    }

    /** The vendor by its name here or elsewhere. */
    public static Optional<Vendor> named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return all().stream()
                .filter(vendor ->
                        vendor.name().equals(wanted) || vendor.others().contains(wanted))
                .findFirst();
    }

    private static List<Vendor> read() {
        return VendorTable.rows().stream().map(Vendors::vendor).toList();
    }

    private static Vendor vendor(JsonNode row) {
        String name = row.path("name").stringValue();
        String provider = row.path("provider").asString(name);
        return new Vendor(
                provider,
                row.path("kind").asString(OPENAI),
                isKind(row) || name.equals(OPENAI)
                        ? null
                        : URI.create(row.path("base_url").stringValue()),
                VendorTable.texts(row.path("variables")),
                VendorTable.texts(row.path("others")));
    }

    /** Whether it has a provider kind of its own and none of OpenAI's dialect. */
    static boolean isKind(JsonNode row) {
        return row.has("kind");
    }
}
