package dev.weir.dialect;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A guardrail of Bedrock's that checks every conversation of a provider.
 *
 * @param id its id or ARN
 * @param version a number, or {@code DRAFT}
 * @param trace {@code enabled}, {@code disabled} or {@code enabled_full}; null for the vendor's own choice
 * @param streamMode {@code sync} to hold text back until it is checked, {@code async} not to; null for the vendor's own
 *     choice
 */
public record ConverseGuardrail(
        String id,
        String version,
        @Nullable String trace,
        @Nullable String streamMode) {

    void write(JsonGenerator out, boolean stream) {
        out.writeObjectPropertyStart("guardrailConfig");
        out.writeStringProperty("guardrailIdentifier", id);
        out.writeStringProperty("guardrailVersion", version);
        if (trace != null) {
            out.writeStringProperty("trace", trace);
        }
        if (stream && streamMode != null) {
            out.writeStringProperty("streamProcessingMode", streamMode);
        }
        out.writeEndObject();
    }
}
