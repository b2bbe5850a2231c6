package dev.weir.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtlpSettingsTest {
    @Test
    void withoutAnEndpointNothingIsSent() {
        assertThat(OtlpSettings.of(null, Map.of(), null, true, Map.of())).isEmpty();
        assertThat(OtlpSettings.of(null, Map.of(), null, true, Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " ")))
                .isEmpty();
        assertThat(OtlpSettings.of(URI.create("http://c"), Map.of(), null, true, Map.of("OTEL_SDK_DISABLED", "true")))
                .isEmpty();
    }

    @Test
    void theStandardVariablesAreRead() {
        Map<String, String> environment = Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://c:4318/",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "Api-Key=a%20b+c, x=y ,bad",
                "OTEL_SERVICE_NAME",
                "mine");
        assertThat(OtlpSettings.of(null, Map.of(), null, false, environment))
                .contains(new OtlpSettings(
                        URI.create("http://c:4318/v1/traces"), Map.of("api-key", "a b+c", "x", "y"), "mine", false));
        assertThat(OtlpSettings.of(
                                null,
                                Map.of(),
                                null,
                                false,
                                Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://t/otlp"))
                        .orElseThrow()
                        .endpoint())
                .isEqualTo(URI.create("http://t/otlp"));
    }

    @Test
    void theConfigurationWins() {
        OtlpSettings settings = OtlpSettings.of(
                        URI.create("https://c/otel/v1/traces"),
                        Map.of("X", "own"),
                        "named",
                        true,
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://other", "OTEL_EXPORTER_OTLP_HEADERS", "x=env"))
                .orElseThrow();
        assertThat(settings)
                .isEqualTo(new OtlpSettings(URI.create("https://c/otel/v1/traces"), Map.of("x", "own"), "named", true));
    }
}
