package dev.weir.config;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Doc("The OpenTelemetry collector that gets traces.")
public record OtlpConfig(
        @Doc(
                "The collector's address, such as `http://localhost:4318`; `/v1/traces` is added. Absent: no traces are sent,"
                        + " unless `OTEL_EXPORTER_OTLP_ENDPOINT` names one.")
        @Nullable
        URI endpoint,

        @Doc("Headers sent with each batch, by name.") Map<String, Secret> headers,

        @Doc("What the service is called; `weir` if neither this nor `OTEL_SERVICE_NAME` says otherwise.") @Nullable
        String serviceName,

        @Doc("Whether the text of requests and answers goes along.") @Default("false")
        boolean content) {
    public OtlpConfig {
        headers = Map.copyOf(headers);
    }
}
