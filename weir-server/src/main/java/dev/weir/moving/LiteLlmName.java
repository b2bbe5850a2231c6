package dev.weir.moving;

import dev.weir.provider.Vendor;
import dev.weir.provider.Vendors;
import java.util.List;
import java.util.Optional;

/**
 * A model as LiteLLM names it: {@code groq/llama-3.3-70b-versatile}, or a name that gives its vendor away.
 *
 * @param vendor who serves it
 * @param model the name that the vendor knows
 */
record LiteLlmName(Vendor vendor, String model) {
    private static final List<String> OPENAI =
            List.of("gpt-", "chatgpt-", "o1", "o3", "o4", "text-embedding-", "omni-moderation", "ft:gpt-");

    /**
     * @param provider what {@code custom_llm_provider} says; empty if nothing
     */
    static Optional<LiteLlmName> of(String written, Optional<String> provider) {
        if (provider.isPresent()) {
            return Vendors.named(provider.get())
                    .map(vendor -> new LiteLlmName(vendor, bare(written, provider.get() + "/")));
        }
        int slash = written.indexOf('/');
        Optional<Vendor> prefixed = slash < 1 ? Optional.empty() : Vendors.named(written.substring(0, slash));
        return prefixed.map(vendor -> new LiteLlmName(vendor, rest(vendor, written.substring(slash + 1))))
                .or(() -> slash > 0 ? Optional.empty() : known(written));
    }

    private static String bare(String written, String prefix) {
        return written.startsWith(prefix) ? written.substring(prefix.length()) : written;
    }

    /** Bedrock's names may begin with the API to use, which is Weir's choice. */
    private static String rest(Vendor vendor, String model) {
        return vendor.kind().equals("bedrock") ? bare(bare(model, "converse/"), "invoke/") : model;
    }

    private static Optional<LiteLlmName> known(String written) {
        String vendor = OPENAI.stream().anyMatch(written::startsWith)
                ? "openai"
                : written.startsWith("claude-")
                        ? "anthropic"
                        : written.startsWith("gemini-") ? "vertex" : written.startsWith("command-") ? "cohere" : "";
        return Vendors.named(vendor).map(found -> new LiteLlmName(found, written));
    }
}
