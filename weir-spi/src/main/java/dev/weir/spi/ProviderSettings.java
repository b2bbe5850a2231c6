package dev.weir.spi;

import java.net.URI;
import java.nio.file.Path;
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
 * @param cloud what a cloud wants to know besides
 */
public record ProviderSettings(
        String name,
        @Nullable URI baseUrl,
        @Nullable String apiKey,
        boolean allowPrivate,
        Map<String, String> headers,
        Cloud cloud) {

    /**
     * Where in a cloud, and as whom.
     *
     * @param apiVersion the dated version of the API
     * @param project the project that pays
     * @param location the region, or {@code global}
     * @param credentials a file with a service account's key
     */
    public record Cloud(
            @Nullable String apiVersion,
            @Nullable String project,
            @Nullable String location,
            @Nullable Path credentials) {
        public static final Cloud NONE = new Cloud(null, null, null, null);
    }

    /** A vendor that is no cloud. */
    public ProviderSettings(
            String name,
            @Nullable URI baseUrl,
            @Nullable String apiKey,
            boolean allowPrivate,
            Map<String, String> headers) {
        this(name, baseUrl, apiKey, allowPrivate, headers, Cloud.NONE);
    }

    public ProviderSettings {
        if (baseUrl != null && baseUrl.toString().endsWith("/")) {
            String text = baseUrl.toString();
            baseUrl = URI.create(text.substring(0, text.length() - 1));
        }
        headers = Map.copyOf(headers);
    }

    /** The address of an API path such as {@code /models}. */
    public URI at(URI vendor, String path) {
        return URI.create((baseUrl == null ? vendor : baseUrl) + path);
    }

    /** Without the credential and without headers, which may hold one. */
    @Override
    public String toString() {
        return "ProviderSettings[" + name + ", " + baseUrl + "]";
    }
}
