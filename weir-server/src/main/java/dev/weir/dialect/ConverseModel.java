package dev.weir.dialect;

import java.util.Locale;

/**
 * What is known of a model at Bedrock by its name, which may carry a region's prefix or be the ARN of an inference
 * profile; an ARN that does not name its model tells nothing.
 */
record ConverseModel(String name, Family family) {
    /** Models with words of their own for what Converse has none. */
    enum Family {
        CLAUDE,
        NOVA,
        GPT_OSS,
        OTHER
    }

    static ConverseModel of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        if (name.contains("anthropic.claude")) {
            return new ConverseModel(name, Family.CLAUDE);
        }
        if (name.contains("amazon.nova")) {
            return new ConverseModel(name, Family.NOVA);
        }
        return new ConverseModel(name, name.contains("openai.gpt-oss") ? Family.GPT_OSS : Family.OTHER);
    }

    /** Whether marks for the prompt's cache are taken. */
    boolean caches() {
        return family == Family.CLAUDE || family == Family.NOVA;
    }

    boolean cachesTools() {
        return family == Family.CLAUDE;
    }
}
