package dev.weir.telemetry.otlp;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go.
 *
 * @param endpoint the whole address of the collector's traces
 * @param headers sent with each batch, names in lower case
 * @param service {@code service.name}
 * @param content whether the text of requests and answers goes along
 */
public record OtlpSettings(URI endpoint, Map<String, String> headers, String service, boolean content) {
    private static final String PATH = "/v1/traces";

    public OtlpSettings {
        headers = Map.copyOf(headers);
    }

    /**
     * What configuration and OpenTelemetry's own variables say together; configuration wins. Empty if neither names an
     * endpoint, or {@code OTEL_SDK_DISABLED} is true.
     *
     * @param endpoint the collector's address, to which {@code /v1/traces} is added; null if not configured
     * @param service null if not configured
     */
    public static Optional<OtlpSettings> of(
            @Nullable URI endpoint,
            Map<String, String> headers,
            @Nullable String service,
            boolean content,
            Map<String, String> environment) {
        URI address = endpoint == null ? inEnvironment(environment) : traces(endpoint);
        if (address == null || "true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"))) {
            return Optional.empty();
        }
        Map<String, String> all = new HashMap<>(pairs(environment.get("OTEL_EXPORTER_OTLP_HEADERS")));
        all.putAll(pairs(environment.get("OTEL_EXPORTER_OTLP_TRACES_HEADERS")));
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        String name = service == null ? environment.getOrDefault("OTEL_SERVICE_NAME", "weir") : service;
        return Optional.of(new OtlpSettings(address, all, name, content));
    }

    private static @Nullable URI inEnvironment(Map<String, String> environment) {
        String whole = environment.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "");
        if (!whole.isBlank()) {
            return URI.create(whole.strip());
        }
        String base = environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "");
        return base.isBlank() ? null : traces(URI.create(base.strip()));
    }

    private static URI traces(URI base) {
        String text = base.toString();
        String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return URI.create(trimmed.endsWith(PATH) ? trimmed : trimmed + PATH);
    }

    /** {@code name=value,name=value}, percent-encoded. */
    private static Map<String, String> pairs(@Nullable String text) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : text == null ? new String[0] : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(
                        pair.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        decoded(pair.substring(equals + 1).strip()));
            }
        }
        return pairs;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
