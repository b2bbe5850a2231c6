package dev.weir.provider;

import dev.weir.spi.ProviderSettings;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server of OpenAI's dialect takes and gives: its vendor's row of {@link VendorTable}, with what the
 * configuration says otherwise.
 *
 * @param vendor its name in the table; null for a server that is not known
 * @param address where it is if the configuration does not say
 * @param limits names taken for the bound of the output, the preferred one first
 * @param streamOptions whether {@code stream_options} is taken
 * @param endpoints those besides chat; null if that is not known, and any is tried
 */
record ServerProfile(
        @Nullable String vendor,
        URI address,
        List<String> limits,
        boolean streamOptions,
        Prefill prefill,
        @Nullable Set<String> endpoints) {
    private static final URI OPENAI = URI.create("https://api.openai.com/v1");

    ServerProfile {
        limits = List.copyOf(limits);
        endpoints = endpoints == null ? null : Set.copyOf(endpoints);
    }

    /** How an answer that was begun is handed over to be continued. */
    enum Prefill {
        /** Not at all, as far as is known. */
        NONE,
        /** As the last message. */
        PLAIN,
        /** As the last message, marked with {@code prefix}. */
        PREFIX,
        /** As the last message, with {@code continue_final_message}. */
        CONTINUE_FINAL_MESSAGE;

        static Prefill of(String name) {
            return Arrays.stream(values())
                    .filter(each -> each.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "prefill is none, plain, prefix or continue_final_message, not '" + name + "'"));
        }
    }

    /**
     * By the configured vendor, else by the address's host.
     *
     * @throws IllegalArgumentException if there is no such vendor
     */
    static ServerProfile of(ProviderSettings settings) {
        return known(settings).with(settings.capabilities());
    }

    private static ServerProfile known(ProviderSettings settings) {
        if (settings.vendor() != null) {
            return VendorTable.get(settings.vendor()).profile();
        }
        if (settings.baseUrl() == null) {
            return VendorTable.get("openai").profile();
        }
        return VendorTable.at(settings.baseUrl()).map(VendorTable.Row::profile).orElseGet(ServerProfile::unknown);
    }

    /** The old name of the bound is the one that most servers know. */
    private static ServerProfile unknown() {
        return new ServerProfile(
                null, OPENAI, List.of("max_tokens", "max_completion_tokens"), true, Prefill.NONE, null);
    }

    private ServerProfile with(Map<String, String> said) {
        String limit = said.get("output_limit");
        String streams = said.get("stream_options");
        String continues = said.get("prefill");
        String paths = said.get("endpoints");
        return new ServerProfile(
                vendor,
                address,
                limit == null ? limits : List.of(limit),
                streams == null ? streamOptions : Boolean.parseBoolean(streams),
                continues == null ? prefill : Prefill.of(continues),
                paths == null ? endpoints : Set.of(paths.split(",")));
    }

    /** The preferred name for the bound of the output. */
    String limitField() {
        return limits.getFirst();
    }

    /** Whether it has an endpoint such as {@code rerank}, as far as is known. */
    boolean has(String endpoint) {
        return endpoints == null || endpoints.contains(endpoint);
    }

    /** Whether it is known to have an endpoint that few have. */
    boolean says(String endpoint) {
        return endpoints != null && endpoints.contains(endpoint);
    }

    /** Whether it continues a begun answer. */
    boolean continuesAnswers() {
        return prefill != Prefill.NONE;
    }
}
