package dev.weir.metering;

import java.util.Locale;

/** How the most tokens that an input can be was found. */
public enum InputBound {
    /** By the model's own tokenizer, which is public, with what its provider adds at most. */
    TOKENIZER,
    /** By its bytes: no tokenizer in use makes more tokens than bytes. */
    BYTES,
    /** Whoever asked said so. */
    GIVEN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
