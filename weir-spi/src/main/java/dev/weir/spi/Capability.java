package dev.weir.spi;

import java.util.Locale;

/** What a request may need of a model beyond text. */
public enum Capability {
    /** Images in the conversation. */
    VISION,
    /** Functions that the model may call. */
    TOOLS,
    /** An answer that keeps to a JSON Schema. */
    STRUCTURED_OUTPUT;

    /** The name on the wire and in the configuration: {@code structured_output}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
