package dev.weir.spi;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider's entry in the configuration.
 *
 * @param name what the configuration calls it
 * @param baseUrl where its API begins, without a slash at the end; null for the vendor's own address
 * @param apiKey the credential, or null for none
 * @param allowPrivate whether the address may be loopback or private
 * @param headers sent with each call, names in lower case
 * @param vendor whose server it is, among those of a kind that many speak; null to go by the address
 * @param capabilities what the server takes and gives where it is not as its vendor's usually, by the names of the
 *     configuration
 * @param options what only its kind knows, by name
 */
public record ProviderSettings(
        String name,
        @Nullable URI baseUrl,
        @Nullable String apiKey,
        boolean allowPrivate,
        Map<String, String> headers,
        @Nullable String vendor,
        Map<String, String> capabilities,
        Map<String, String> options) {
    public ProviderSettings {
        if (baseUrl != null && baseUrl.toString().endsWith("/")) {
            String text = baseUrl.toString();
            baseUrl = URI.create(text.substring(0, text.length() - 1));
        }
        headers = Map.copyOf(headers);
        capabilities = Map.copyOf(capabilities);
        options = Map.copyOf(options);
    }

    /** One of a kind without options. */
    public ProviderSettings(
            String name,
            @Nullable URI baseUrl,
            @Nullable String apiKey,
            boolean allowPrivate,
            Map<String, String> headers) {
        this(name, baseUrl, apiKey, allowPrivate, headers, null, Map.of(), Map.of());
    }

    /** The address of an API path such as {@code /models}. */
    public URI at(URI vendor, String path) {
        return URI.create((baseUrl == null ? vendor : baseUrl) + path);
    }

    /** Without the credential, and without headers and options, which may hold one. */
    @Override
    public String toString() {
        return "ProviderSettings[" + name + ", " + baseUrl + "]";
    }
}
