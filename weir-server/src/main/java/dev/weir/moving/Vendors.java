package dev.weir.moving;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The vendors that other gateways and the environment speak of. Addresses and variables are those of the vendors' own
 * documentation and of LiteLLM's, as of October 2026.
 */
public final class Vendors {
    private static final String OPENAI = "openai";

    private static final List<Vendor> ALL = List.of(
            vendor(OPENAI, OPENAI, null, List.of("OPENAI_API_KEY")),
            vendor("anthropic", "anthropic", null, List.of("ANTHROPIC_API_KEY")),
            vendor("gemini", "gemini", null, List.of("GEMINI_API_KEY", "GOOGLE_API_KEY"), "google", "google-ai-studio"),
            vendor("azure", "azure", null, List.of("AZURE_OPENAI_API_KEY", "AZURE_API_KEY"), "azure-openai"),
            vendor("vertex", "vertex", null, List.of(), "vertex_ai", "vertex_ai_beta", "vertex-ai", "google-vertex"),
            vendor("bedrock", "bedrock", null, List.of(), "bedrock_converse", "amazon-bedrock"),
            vendor("cohere", "cohere", null, List.of("COHERE_API_KEY", "CO_API_KEY"), "cohere_chat"),
            compatible("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
            compatible("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
            compatible("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY", "mistral-ai", "mistralai"),
            vendor(
                    "together",
                    OPENAI,
                    "https://api.together.xyz/v1",
                    List.of("TOGETHER_API_KEY", "TOGETHERAI_API_KEY"),
                    "together_ai",
                    "together-ai"),
            compatible("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
            vendor(
                    "fireworks",
                    OPENAI,
                    "https://api.fireworks.ai/inference/v1",
                    List.of("FIREWORKS_API_KEY", "FIREWORKS_AI_API_KEY"),
                    "fireworks_ai",
                    "fireworks-ai"),
            vendor(
                    "perplexity",
                    OPENAI,
                    "https://api.perplexity.ai",
                    List.of("PERPLEXITY_API_KEY", "PERPLEXITYAI_API_KEY"),
                    "perplexity-ai"),
            compatible("xai", "https://api.x.ai/v1", "XAI_API_KEY", "x-ai"),
            compatible("nvidia", "https://integrate.api.nvidia.com/v1", "NVIDIA_NIM_API_KEY", "nvidia_nim"),
            compatible("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
            compatible("sambanova", "https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY"),
            compatible("deepinfra", "https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY"),
            compatible("moonshot", "https://api.moonshot.ai/v1", "MOONSHOT_API_KEY"),
            server("ollama", "http://127.0.0.1:11434/v1", "ollama_chat"),
            server("vllm", "http://127.0.0.1:8000/v1", "hosted_vllm"),
            server("lm_studio", "http://127.0.0.1:1234/v1"),
            server("llama_cpp", "http://127.0.0.1:8080/v1", "llamafile"));

    private Vendors() {}

    private static Vendor vendor(
            String name, String kind, @Nullable String url, List<String> variables, String... others) {
        return new Vendor(name, kind, url == null ? null : URI.create(url), variables, List.of(others));
    }

    private static Vendor compatible(String name, String url, String variable, String... others) {
        return vendor(name, OPENAI, url, List.of(variable), others);
    }

    private static Vendor server(String name, String url, String... others) {
        return vendor(name, OPENAI, url, List.of(), others);
    }

    public static List<Vendor> all() {
        return ALL;
    }

    /** The vendor by its name here or elsewhere. */
    public static Optional<Vendor> named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(vendor ->
                        vendor.name().equals(wanted) || vendor.others().contains(wanted))
                .findFirst();
    }
}
