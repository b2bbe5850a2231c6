package dev.weir.config;

@Doc("What Weir tells other systems about its calls.")
public record TelemetryConfig(
        @Doc(
                "The OpenTelemetry collector that gets traces. `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_HEADERS` and"
                        + " `OTEL_SERVICE_NAME` do the same.")
        OtlpConfig otlp) {}
